"""Plays a task of DeepMind Control without Foresight: python control_loop.py DOMAIN TASK STEPS REPEAT IMAGE SEED…

For each seed it prints sums of the observations and of the rewards, and the number of the observations.
"""

import os
import struct
import sys
import zlib

os.environ.setdefault("MUJOCO_GL", "egl")

import numpy
from dm_control import suite

domain, task, steps, repeat, image = sys.argv[1], sys.argv[2], *(int(text) for text in sys.argv[3:6])
for seed in sys.argv[6:]:
    environment = suite.load(domain, task, task_kwargs={"random": int(seed)})
    bounds = environment.action_spec()

    def observe(step):
        if image:
            return environment.physics.render(image, image, camera_id=0).tobytes()
        parts = [numpy.ravel(part) for part in step.observation.values()]
        return numpy.concatenate(parts).astype(numpy.float32).tobytes()

    step = environment.reset()
    seen, rewards, count = zlib.crc32(observe(step)), 0, 1
    for number in range(steps):
        shares = [((number * 7919 + place * 104729) % 2001) / 2000 for place in range(bounds.shape[0])]
        low, high = bounds.minimum.astype(numpy.float32), bounds.maximum.astype(numpy.float32)
        action = low + numpy.array(shares, numpy.float32) * (high - low)
        reward = 0.0
        for _ in range(repeat):
            step = environment.step(action)
            reward += step.reward
            if step.last():
                break
        seen = zlib.crc32(observe(step), seen)
        rewards = zlib.crc32(struct.pack("<f", reward), rewards)
        count += 1
        if step.last():
            break
    print(seen, rewards, count)
