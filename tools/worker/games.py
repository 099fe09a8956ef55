"""Games of two players who move in turn (PettingZoo's AEC) with Gymnasium's methods; `worker.py` follows in the same program."""

import os
import pkgutil
import re


class Game:
    """A game, seen by the player to move; a reward is that of the player who has moved."""

    def __init__(self, game):
        self.game = game
        self.players = list(game.possible_agents)
        if len(self.players) != 2:
            raise Refused(f"it is a game of {len(self.players)} players, where two can play")
        observed = self.alike("observations", [game.observation_space(player) for player in self.players])
        self.action_space = self.alike("actions", [game.action_space(player) for player in self.players])
        self.count = choices_of(self.action_space)
        if self.count is None:
            raise Refused(f"its actions are {described(self.action_space)}, where a choice can be used in games")
        parts = getattr(observed, "spaces", {})
        self.is_masked = "observation" in parts and "action_mask" in parts
        self.observation_space = board_of(parts["observation"] if self.is_masked else observed)
        self.is_board = isinstance(self.observation_space, Board)

    @staticmethod
    def alike(name, spaces):
        first, second = spaces
        if form_of(first) != form_of(second):
            raise Refused(
                f"its players' {name} are {described(first)} and {described(second)}, where both must have the same")
        return first

    def see(self):
        """What the player to move sees; notes which actions are legal."""
        player = self.game.agent_selection
        observation = self.game.observe(player)
        self.mover = self.players.index(player)
        if self.is_masked:
            mask, observation = observation["action_mask"], observation["observation"]
        else:
            mask = self.game.infos.get(player, {}).get("action_mask")
        self.mask = bytes([1] * self.count) if mask is None else bytes(1 if legal else 0 for legal in mask)
        if len(self.mask) != self.count:
            raise Refused(f"an action mask has {len(self.mask)} entries, where there are {self.count} actions")
        if self.is_board and hasattr(observation, "astype"):
            observation = observation.astype("uint8")
        return observation

    def expect_a_move(self):
        if not any(self.mask):
            raise Refused("no action is legal, though the game is not over")

    def reset(self, seed=None):
        self.game.reset(seed=seed)
        if any(self.game.terminations.values()) or any(self.game.truncations.values()):
            raise Refused("the game is over when it begins")
        observation = self.see()
        self.expect_a_move()
        return observation, {}

    def step(self, action):
        mover = self.mover
        self.game.step(action)
        rewards = [float(self.game.rewards.get(player, 0)) for player in self.players]
        if abs(sum(rewards)) > 1e-6:
            raise Refused(
                f"its players' rewards are {rewards[0]:g} and {rewards[1]:g}, where one must win what the other loses")
        terminated = any(self.game.terminations.values())
        truncated = not terminated and any(self.game.truncations.values())
        observation = self.see()
        if not terminated and not truncated:
            self.expect_a_move()
            if self.mover == mover:
                raise Refused("a player moves twice, where both must move in turn")
        return observation, rewards[mover], terminated, truncated, {}


class Board:
    """A board [height, width, planes] of small whole numbers, which are bytes."""

    dtype = "uint8"

    def __init__(self, space):
        self.space, self.shape = space, space.shape

    def __str__(self):
        return str(self.space)


def form_of(space):
    """What must be equal in the spaces of both players."""
    parts = getattr(space, "spaces", None)
    if hasattr(parts, "items"):
        return {name: form_of(part) for name, part in parts.items()}
    return [str(getattr(space, name, "")) for name in ("n", "start", "shape", "dtype")]


def board_of(space):
    """The space as a board, where it is one."""
    shape, element = getattr(space, "shape", None), str(getattr(space, "dtype", ""))
    if shape is None or len(shape) not in (2, 3) or not ("int" in element or element == "bool"):
        return space
    size = 1
    for side in shape:
        size *= int(side)
    bounds = numbers_of(space.low, shape, size) + numbers_of(space.high, shape, size)
    return Board(space) if min(bounds) >= 0 and max(bounds) <= 255 else space


def as_game(environment):
    """An environment of Gymnasium's kind as it is, a game of PettingZoo's as a `Game`."""
    if not hasattr(environment, "possible_agents"):
        return environment
    if not hasattr(environment, "observe"):
        raise Refused("its players move at once, where games can be used in which they move in turn (AEC)")
    return Game(environment)


def game_maker(name, settings):
    """What makes one of PettingZoo's classic games, which is named as in tictactoe_v3."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    family = import_module("pettingzoo.classic")
    known = [module.name for module in pkgutil.iter_modules(family.__path__) if re.search(r"_v\d+$", module.name)]
    if name not in known:
        raise unknown_name(name, known)
    make = import_module("pettingzoo.classic." + name).env
    return lambda: make(**settings["make"])
