"""Plays a game of Atari without Foresight: python atari_loop.py GAME SIZE CHANNELS FULL NOOPS STEPS SEED…

For each seed it prints sums of the observations and of the rewards, the number of the observations, and how often games
ended.
"""

import random
import struct
import sys
import zlib

import ale_py
import cv2
import numpy

game, size, channels, full, no_ops, steps = sys.argv[1], *(int(text) for text in sys.argv[2:7])
ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)


def begin(seed):
    """A game that nothing was played in before."""
    ale = ale_py.ALEInterface()
    ale.setFloat("repeat_action_probability", 0.0)
    ale.loadROM(ale_py.roms.get_rom_path(game))
    ale.reset_game()
    for _ in range(random.Random(seed).randint(1, no_ops)):
        ale.act(ale_py.Action.NOOP)
    return ale


def screen():
    return ale.getScreenRGB() if channels == 3 else ale.getScreenGrayscale()


def picture(screens):
    return cv2.resize(numpy.maximum(*screens), (size, size), interpolation=cv2.INTER_AREA).tobytes()


for seed in (int(text) for text in sys.argv[7:]):
    ale = begin(seed)
    actions = ale.getLegalActionSet() if full else ale.getMinimalActionSet()
    screens = [screen()] * 2
    seen, rewards, count, ends = zlib.crc32(picture(screens)), 0, 1, 0
    for number in range(steps):
        action = actions[number * 7919 % 2001 % len(actions)]
        reward = 0
        for frame in range(4):
            reward += ale.act(action)
            if frame >= 2 or ale.game_over():
                screens = [screens[1], screen()]
            if ale.game_over():
                break
        seen = zlib.crc32(picture(screens), seen)
        rewards = zlib.crc32(struct.pack("<f", reward), rewards)
        count += 1
        if ale.game_over():
            ends += 1
            ale = begin(seed + ends)
            screens = [screen()] * 2
            seen = zlib.crc32(picture(screens), seen)
            count += 1
    print(seen, rewards, count, ends)
