"""How the observations and actions of spaces are written and read; the other files follow in the same program."""

import sys

# `python -c` looks for modules in the working folder first, where a user's file may have the name of one of these.
sys.path[:] = [folder for folder in sys.path if folder]

import math
import operator
import struct

ACTION = struct.Struct("<q")


class Refused(Exception):
    """What is wrong with an environment, in words for its user."""


def numbers_of(bound, shape, size):
    """A box's bound, which may be one number for all."""
    if hasattr(bound, "reshape"):
        bound = bound.reshape(-1).tolist()
    if not hasattr(bound, "__len__"):
        bound = [bound] * size
    return [float(value) for value in bound]


def described(space):
    text = str(space)
    return text if len(text) <= 160 else text[:160] + "…"


def choices_of(space):
    """The number of choices of a space that is one choice; None for others, such as MultiBinary, which has an `n` too."""
    count = getattr(space, "n", None)
    return int(count) if hasattr(count, "__index__") and not getattr(space, "shape", None) else None


def shown(value):
    text = str(value)
    return text if len(text) <= 60 else text[:60] + "…"


class Observations:
    """How observations are written to memory: as a space says, as numbers or bytes."""

    def __init__(self, space, is_board=False):
        self.space = space
        self.choices, shape = choices_of(space), getattr(space, "shape", None)
        self.is_image = False
        if self.choices is not None:
            shape = (self.choices,)
            self.start = int(getattr(space, "start", 0))
        elif type(space).__name__ in ("Dict", "Tuple", "Graph", "Sequence", "Text", "OneOf") or shape is None:
            raise Refused(
                f"its observations are {described(space)}, where numbers or pictures can be used: wrap it, as in"
                " gymnasium.wrappers.FlattenObservation")
        elif str(getattr(space, "dtype", "float32")) == "uint8" and len(shape) in (2, 3):
            self.is_image = True
            shape = tuple(shape) if len(shape) == 3 else tuple(shape) + (1,)
            if shape[0] <= 4 < shape[2] and not is_board:
                raise Refused(
                    f"its observations are {described(space)}, whose channels come first, where they must come last")
        self.source = (self.choices,) if self.choices else tuple(int(side) for side in getattr(space, "shape", shape))
        self.size = math.prod(shape)
        if self.size == 0:
            raise Refused(f"its observations are {described(space)}, which hold nothing")
        self.shape = list(shape) if self.is_image else [self.size]
        self.bytes = self.size * (1 if self.is_image else 4)
        self.format = struct.Struct(f"<{self.size}f")

    def description(self):
        return {"element": "uint8" if self.is_image else "float32", "shape": [int(side) for side in self.shape]}

    def writer(self, memory, offset):
        """A function that writes an observation at a place, or raises `Refused`."""
        if self.choices:
            return lambda observation: self.write_choice(memory, offset, observation)
        numpy = sys.modules.get("numpy")
        if numpy is None:
            return lambda observation: self.write_plain(memory, offset, observation)
        element = numpy.uint8 if self.is_image else numpy.float32
        view = numpy.frombuffer(memory, element, self.size, offset).reshape(self.source)
        source, asarray, is_image = self.source, numpy.asarray, self.is_image

        def write(observation):
            array = asarray(observation)
            if array.shape != source or array.dtype.kind not in "biuf" or is_image and array.dtype != element:
                self.expect_something(observation)
                self.refuse(array.shape, array.dtype)
            view[...] = array

        return write

    def write_choice(self, memory, offset, observation):
        try:
            index = operator.index(observation) - self.start
        except TypeError:
            index = -1
        if not 0 <= index < self.size:
            raise Refused(f"an observation is {shown(observation)}, where {described(self.space)} was declared")
        values = [0.0] * self.size
        values[index] = 1.0
        self.format.pack_into(memory, offset, *values)

    def write_plain(self, memory, offset, observation):
        self.expect_something(observation)
        if len(observation) != self.size:
            self.refuse((len(observation),), "")
        if self.is_image:
            memory[offset:offset + self.size] = bytes(observation)
        else:
            self.format.pack_into(memory, offset, *observation)

    def expect_something(self, observation):
        if observation is None:
            raise Refused(f"an observation is None, where {described(self.space)} was declared")

    def refuse(self, shape, element):
        kind = f"{element} " if element and str(element) != "float32" else ""
        raise Refused(f"an observation is {kind}{list(shape)}, where {described(self.space)} was declared")


class Actions:
    """How actions are read from memory: a choice, or numbers."""

    def __init__(self, space):
        self.space = space
        self.count, self.start = choices_of(space), int(getattr(space, "start", 0))
        if self.count is not None:
            return
        low, shape = getattr(space, "low", None), getattr(space, "shape", None)
        if shape is None or low is None or "float" not in str(getattr(space, "dtype", "float32")):
            raise Refused(f"its actions are {described(space)}, where a choice or a box of numbers can be used")
        self.shape = tuple(int(side) for side in shape)
        self.size = math.prod(self.shape)
        self.low = numbers_of(low, shape, self.size)
        self.high = numbers_of(space.high, shape, self.size)
        if not all(math.isfinite(bound) for bound in self.low + self.high):
            raise Refused(f"its actions are {described(space)}, which has no bounds: wrap it, so that it has some")

    def description(self):
        if self.count is not None:
            return {"count": self.count}
        return {"low": self.low, "high": self.high}

    def reader(self, memory, offset):
        """A function that reads an action."""
        if self.count is not None:
            start = self.start
            return lambda: ACTION.unpack_from(memory, offset)[0] + start
        numpy = sys.modules.get("numpy")
        layout = struct.Struct(f"<{self.size}f")
        if numpy is None:
            return lambda: list(layout.unpack_from(memory, offset))
        view = numpy.frombuffer(memory, numpy.float32, self.size, offset).reshape(self.shape)
        element = str(getattr(self.space, "dtype", "float32"))
        return lambda: view.astype(element)
