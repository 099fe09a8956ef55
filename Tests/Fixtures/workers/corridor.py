"""Environments for the tests of workers, of the standard library alone."""

import json
import os
import random
import signal
import time


class Choice:
    def __init__(self, n):
        self.n = n


class Box:
    def __init__(self, low, high, shape, dtype="float32"):
        self.low, self.high, self.shape, self.dtype = low, high, shape, dtype

    def __str__(self):
        return f"Box({self.low}, {self.high}, {self.shape}, {self.dtype})"


class Corridor:
    """Walks along a line to its right end. `fault` happens at step `at` of an episode whose number is a multiple of `each`. The
    numbers of the processes that make some go to the file `trace`. Where it is `free`,
    no seed decides anything. The first to be made when there is a file `once` removes it, and ends its process."""

    def __init__(self, length=6, limit=20, fault=None, at=3, each=1, trace=None, free=False, once=None):
        if once and os.path.exists(once):
            os.remove(once)
            os._exit(5)
        if trace:
            with open(trace, "a") as file:
                print(os.getpid(), file=file)
        self.observation_space = Box(-1.0, 1.0, (3,))
        self.action_space = Choice(2)
        self.length, self.limit, self.fault, self.at, self.each = length, limit, fault, at, each
        self.episodes, self.free = 0, free

    def observation(self):
        return [self.place / self.length, self.steps / self.limit, self.random.random()]

    def reset(self, seed=None):
        self.random = random.SystemRandom() if self.free else random.Random(seed)
        self.place, self.steps = self.random.randrange(2), 0
        self.episodes += 1
        return self.observation(), {}

    def step(self, action):
        self.steps += 1
        self.place = max(0, self.place + (1 if action == 1 else -1))
        observation, reward = self.observation(), -0.1
        if self.fault and self.steps == self.at and self.episodes % self.each == 0:
            observation, reward = self.fail(observation, reward)
        if self.fault == "gym":
            return observation, reward, False, {}
        terminated = self.place >= self.length
        return observation, 1.0 if terminated else reward, terminated, self.steps >= self.limit, {}

    def fail(self, observation, reward):
        match self.fault:
            case "raise":
                raise ValueError("the floor gave way")
            case "hang":
                time.sleep(1000)
            case "exit":
                print("out of this world", flush=True)
                os._exit(7)
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "nonsense":
                os.eventfd_write(6, 1000)
            case "reward":
                reward = float("nan")
            case "huge":
                reward = 1e39
            case "rewards":
                reward = [1.0]
            case "observation":
                observation[1] = float("nan")
            case "shape":
                observation = observation + [0.0]
            case "kind":
                observation = "nothing"
            case "none":
                observation = None
        return observation, reward


class Remembering(Corridor):
    """A corridor whose episodes can be stored, and depend on those before; no seed decides anything."""

    state_bytes = 1 << 16
    walks = 0

    def reset(self, seed=None):
        self.walks += 1
        super().reset(seed=self.walks)
        self.steps = self.walks % 3
        return self.observation(), {}

    def save_state(self):
        return json.dumps([self.walks, self.place, self.steps, self.random.getstate(), self.seen]).encode()

    def restore_state(self, data):
        self.walks, self.place, self.steps, state, self.seen = json.loads(data)
        self.random = random.Random()
        self.random.setstate((state[0], tuple(state[1]), state[2]))
        return self.seen

    def observation(self):
        self.seen = super().observation()
        return self.seen


class Steering:
    """Holds a number at zero by actions within bounds."""

    def __init__(self, limit=10):
        self.observation_space = Box(-5.0, 5.0, (1,))
        self.action_space = Box(-2.0, 3.0, (1,))
        self.limit = limit

    def reset(self, seed=None):
        self.value, self.steps = random.Random(seed).uniform(-1, 1), 0
        return [self.value], {}

    def step(self, action):
        self.value = min(5.0, max(-5.0, self.value + action[0]))
        self.steps += 1
        return [self.value], -abs(self.value), False, self.steps >= self.limit, {}


class Picture:
    """Is observed in bytes: all of them count the steps."""

    def __init__(self, height=4, width=5):
        self.observation_space = Box(0, 255, (height, width, 3), "uint8")
        self.action_space = Choice(2)
        self.size = height * width * 3

    def reset(self, seed=None):
        self.steps = 0
        return bytes(self.size), {}

    def step(self, action):
        self.steps += 1
        return bytes([self.steps] * self.size), 1.0, self.steps == 5, False, {}


class Unbounded(Steering):
    """Cannot be used: its actions have no bounds."""

    def __init__(self):
        super().__init__()
        self.action_space = Box(-float("inf"), float("inf"), (1,))


class Nested(Steering):
    """Cannot be used: it is observed in parts."""

    def __init__(self):
        super().__init__()
        self.observation_space = type("Dict", (), {"__str__": lambda self: "Dict('a': Box(3,))", "shape": None})()


class Numbered(Corridor):
    """Is observed as a number from 2 to 6; `outside` is what it says of its last step."""

    def __init__(self, outside=6):
        super().__init__()
        self.observation_space, self.outside = Choice(5), outside
        self.observation_space.start = 2

    def observation(self):
        return self.outside if self.steps == 3 else 2 + self.steps


class Switches(Corridor):
    """Cannot be used: an action sets several switches, as in Gymnasium's `MultiBinary`, which has a number `n` too."""

    def __init__(self):
        super().__init__()
        self.action_space = type("MultiBinary", (), {"n": 4, "shape": (4,), "__str__": lambda self: "MultiBinary(4)"})()


class Bare(Corridor):
    """Cannot be used: `reset` returns the observation alone."""

    def reset(self, seed=None):
        return super().reset(seed)[0]


class Parts:
    """A space of parts, as Gymnasium's `Dict`."""

    def __init__(self, **spaces):
        self.spaces = spaces

    def __str__(self):
        return f"Dict({', '.join(self.spaces)})"


class Sticks:
    """A game as PettingZoo's (AEC): two players in turn take one to three of the sticks; who takes the last one wins. A fault is
    a reward that nobody loses, a third player, a player who moves twice, a mask without actions, or other actions for the
    second player."""

    def __init__(self, sticks=7, fault=None, masked=True):
        self.sticks, self.fault, self.masked = sticks, fault, masked
        self.possible_agents = ["one", "two"] + (["three"] if fault == "players" else [])

    def observation_space(self, player):
        board = Box(0, 1, (1, self.sticks, 2), "int8")
        return Parts(observation=board, action_mask=Box(0, 1, (3,), "int8")) if self.masked else board

    def action_space(self, player):
        return Choice(4 if self.fault == "actions" and player == "two" else 3)

    def reset(self, seed=None):
        self.left = self.sticks - random.Random(seed).randrange(2)
        self.agent_selection = self.possible_agents[0]
        self.rewards = {player: 0 for player in self.possible_agents}
        self.terminations = {player: False for player in self.possible_agents}
        self.truncations = dict(self.terminations)
        self.infos = {player: {} for player in self.possible_agents}

    def observe(self, player):
        second = self.possible_agents.index(player)
        board = [part for stick in range(self.sticks) for part in (int(stick < self.left), second)]
        mask = [int(taken < self.left) for taken in range(3)]
        if self.fault == "mask":
            mask = [0] * 3
        self.infos[player] = {} if self.masked else {"action_mask": mask}
        return {"observation": board, "action_mask": mask} if self.masked else board

    def step(self, action):
        assert action < self.left
        player = self.agent_selection
        other = self.possible_agents[1 - self.possible_agents.index(player)]
        self.left -= action + 1
        if self.left == 0:
            self.rewards = {player: 1, other: 1 if self.fault == "rewards" else -1}
            self.terminations = {one: True for one in self.possible_agents}
        if self.fault != "twice":
            self.agent_selection = other
