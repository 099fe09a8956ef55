"""Atari's games with Gymnasium's methods; `worker.py` follows in the same program."""

import base64
import random
import zlib


class AtariChoice:
    """A choice of actions, as Gymnasium has it."""

    def __init__(self, count):
        self.n = count


class Atari:
    """A game of the Arcade Learning Environment; `AtariSettings` says what the arguments mean.

    With sticky actions it draws whether the last one is held for another frame, as ALE does, from the episode's seed.
    """

    state_bytes = 1 << 20

    def __init__(
            self, rom, frameSkip=4, pooledFrames=2, size=96, channels=3, noOps=30, fullActions=True, stickyActions=0.0,
            lifeLossEnds=False, clipRewards=False, episodeFrames=108_000):
        import ale_py
        import cv2
        import numpy

        cv2.setNumThreads(1)
        ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)
        self.numpy, self.resize, self.area = numpy, cv2.resize, cv2.INTER_AREA
        self.Action, self.State = ale_py.Action, ale_py.ALEState
        self.frame_skip, self.pooled_frames, self.size = frameSkip, pooledFrames, (size, size)
        self.no_ops, self.sticky_actions, self.life_loss_ends = noOps, stickyActions, lifeLossEnds
        self.clip_rewards, self.episode_frames = clipRewards, episodeFrames
        self.ale = ale_py.ALEInterface()
        self.ale.setInt("random_seed", 0)
        self.ale.setFloat("repeat_action_probability", 0.0)
        self.ale.loadROM(rom)
        self.switched_on = self.ale.cloneState(include_rng=True)
        self.actions = list(self.ale.getLegalActionSet() if fullActions else self.ale.getMinimalActionSet())
        height, width = self.ale.getScreenDims()
        shape = (height, width, 3) if channels == 3 else (height, width)
        self.draw = self.ale.getScreenRGB if channels == 3 else self.ale.getScreenGrayscale
        # The screens of the last two frames, the newest at `newest`, and what both show.
        self.screens = [numpy.zeros(shape, numpy.uint8) for _ in range(2)]
        self.newest = 0
        self.pooled = numpy.zeros(shape, numpy.uint8)
        self.observation = numpy.zeros((size, size, channels), numpy.uint8)
        self.flat = self.observation if channels == 3 else self.observation[:, :, 0]
        self.observation_space = Numbers(self.observation.shape, 0, 255, "uint8")
        self.action_space = AtariChoice(len(self.actions))
        self.spec = types.SimpleNamespace(max_episode_steps=-(-episodeFrames // frameSkip))
        self.generator = random.Random(0)
        self.held = self.actions[0]
        self.frames, self.lives = 0, 0
        self.goes_on = False

    def act(self, action):
        """A frame; returns its reward."""
        if not (self.sticky_actions > 0 and self.generator.random() < self.sticky_actions):
            self.held = action
        self.frames += 1
        return self.ale.act(self.held)

    def see(self):
        self.newest = 1 - self.newest
        self.draw(self.screens[self.newest])

    def observe(self):
        screen = self.screens[self.newest]
        if self.pooled_frames > 1:
            screen = self.numpy.maximum(*self.screens, out=self.pooled)
        self.resize(screen, self.size, self.flat, interpolation=self.area)
        return self.observation

    def begin(self):
        """A game before any action. What ALE's reset leaves of the one before, in some games, is not left."""
        self.ale.restoreState(self.switched_on)
        self.ale.reset_game()
        self.held, self.frames = self.actions[0], 0

    def reset(self, seed=None):
        if self.goes_on:
            # A life was lost, which ended the agent's episode but not the game.
            self.goes_on = False
            return self.observation, {}
        self.generator.seed(seed)
        self.begin()
        for _ in range(self.generator.randint(1, self.no_ops) if self.no_ops > 0 else 0):
            self.act(self.actions[0])
            if self.ale.game_over():
                self.begin()
        self.frames, self.lives = 0, self.ale.lives()
        self.see()
        self.screens[1 - self.newest][...] = self.screens[self.newest]
        return self.observe(), {}

    def step(self, action):
        action, reward, unseen = self.actions[action], 0, self.frame_skip - self.pooled_frames
        for frame in range(self.frame_skip):
            reward += self.act(action)
            is_over = self.ale.game_over() or self.frames >= self.episode_frames
            if frame >= unseen or is_over:
                self.see()
            if is_over:
                break
        terminated = self.ale.game_over()
        truncated = not terminated and self.frames >= self.episode_frames
        lives, self.lives = self.lives, self.ale.lives()
        if self.life_loss_ends and self.lives < lives and not terminated and not truncated:
            self.goes_on = terminated = True
        if self.clip_rewards:
            reward = (reward > 0) - (reward < 0)
        return self.observe(), reward, terminated, truncated, {}

    def save_state(self):
        """All that an episode depends on: ALE shows its screen after the next frame alone, so the last ones are kept as well."""
        state = {
            "game": self.ale.cloneState(include_rng=True).serialize(),
            "screens": b"".join(self.screens[place].tobytes() for place in (self.newest, 1 - self.newest)),
        }
        state = {name: base64.b64encode(part).decode() for name, part in state.items()}
        state |= {
            "held": self.held.value, "frames": self.frames, "lives": self.lives, "goesOn": self.goes_on,
            "generator": self.generator.getstate(),
        }
        return zlib.compress(json.dumps(state).encode(), 1)

    def restore_state(self, data):
        """Goes on where `save_state` was called; returns what was observed last."""
        state = json.loads(zlib.decompress(data))
        self.ale.restoreState(self.State(base64.b64decode(state["game"])))
        screens = self.numpy.frombuffer(base64.b64decode(state["screens"]), self.numpy.uint8)
        self.newest = 0
        for screen, seen in zip(self.screens, screens.reshape(2, *self.screens[0].shape)):
            screen[...] = seen
        self.held, self.frames, self.lives = self.Action(state["held"]), state["frames"], state["lives"]
        self.goes_on = state["goesOn"]
        version, numbers, rest = state["generator"]
        self.generator.setstate((version, tuple(numbers), rest))
        return self.observe()


def atari_maker(name, settings):
    """What makes a game that is named as in Pong, ms_pacman or "Ms. Pac-Man"."""
    for module in ("ale_py", "cv2", "numpy"):
        import_module(module)
    from ale_py import roms

    def plain(text):
        return "".join(letter for letter in text.lower() if letter.isalnum())

    games = {plain(game): game for game in roms.get_all_rom_ids()}
    if plain(name) not in games:
        raise unknown_name(plain(name), list(games))
    rom = roms.get_rom_path(games[plain(name)])
    return lambda: Atari(rom, **settings["make"])
