"""A process that steps environments for Foresight; `Sources/Workers` starts it, and says in `WorkerLayout` how both talk.

`spaces.py`, `control.py`, `atari.py` and `games.py` stand before it in the same program.

Descriptors: 0 brings what to do, one line of JSON each, and ends with the parent; 3 takes lines of JSON back; 4 is shared
memory; 5 counts requests, 6 answers. It needs Python 3.10, its standard library, and the environment's own packages.
"""

import ctypes
import importlib
import importlib.metadata
import json
import os
import signal
import struct
import sys
import threading
import traceback

PROTOCOL = 3
RESET, STEP, SAVE, RESTORE = range(4)
GOES_ON, TERMINATED, TRUNCATED, FAILED = 1, 2, 3, 4
LONGEST_LOG = 1 << 24

COUNT = struct.Struct("<Q")
SLOT = struct.Struct("<I")
REQUEST = struct.Struct("<IIQ")  # kind, serial number, seed
ANSWER = struct.Struct("<IId")  # status, serial number, reward
MOVER = struct.Struct("<I")


def tell(message):
    data = (json.dumps(message) + "\n").encode()
    while data:
        data = data[os.write(3, data):]


def die_with(parent):
    """The parent may end at any time, and this process must not be left over."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL, 0, 0, 0)
    except (OSError, AttributeError):
        pass  # The end of the control pipe still says so.
    if os.getppid() != parent:
        os._exit(0)


def end_with(control):
    while control.read(4096):
        pass
    os._exit(0)


# Environments


def unknown_name(name, known):
    import difflib

    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    hint = f"; the nearest is {near[0]}" if near else ""
    return Refused(f"there is no environment {name}{hint}")


def import_module(name):
    try:
        return importlib.import_module(name)
    except BaseException as error:
        raise Refused(f"the module {name} cannot be imported: {brief(error)}") from error


def brief(error):
    """The error's kind and its first line, and where it was raised."""
    lines = str(error).strip().splitlines()
    text = type(error).__name__ + (f": {lines[0][:200]}" if lines else "")
    frames = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame in frames if os.path.exists(frame.filename) and "/importlib/" not in frame.filename]
    return text + (f" ({os.path.basename(frames[-1].filename)} line {frames[-1].lineno})" if frames else "")


def maker(settings):
    """What makes an environment, and the packages that it is from."""
    kind, name, arguments = settings["kind"], settings["name"], settings["make"]
    if settings.get("module"):
        import_module(settings["module"])
    if kind == "python":
        module_name, _, class_name = name.partition(":")
        module = import_module(module_name)
        if not hasattr(module, class_name):
            known = [other for other, value in vars(module).items() if isinstance(value, type)]
            raise unknown_name(class_name, known)
        make = getattr(module, class_name)
        return (lambda: as_game(make(**arguments))), []
    if kind == "pettingzoo":
        make = game_maker(name, settings)
        return (lambda: as_game(make())), ["pettingzoo", "gymnasium", "numpy"]
    if kind == "dmc":
        return control_maker(name, settings), ["dm-control", "mujoco", "numpy"]
    if kind == "atari":
        return atari_maker(name, settings), ["ale-py", "opencv-python-headless", "numpy"]
    gymnasium = import_module("gymnasium")
    if ":" in name:
        import_module(name.partition(":")[0])
    identity = name.partition(":")[2] or name
    if identity not in gymnasium.registry:
        raise unknown_name(identity, list(gymnasium.registry))
    return (lambda: gymnasium.make(identity, disable_env_checker=True, **arguments)), ["gymnasium", "numpy"]


def versions(packages):
    found = {}
    for name in packages:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "unknown"
    return found


def parts(method, answer, *names):
    """What a method of an environment returned, if it is as many values as Gymnasium's methods return."""
    if isinstance(answer, (tuple, list)) and len(answer) == len(names):
        return answer
    found = f"{len(answer)} values" if isinstance(answer, (tuple, list)) else f"a value of type {type(answer).__name__}"
    raise Refused(
        f"{method} returned {found}, where Gymnasium's returns {len(names)}: {', '.join(names)}; wrap it, so that it does")


def number_of(reward):
    try:
        return float(reward)
    except (TypeError, ValueError):
        raise Refused(f"the reward of a step is {shown(reward)}, where one number is due") from None


class Slot:
    """An environment, and its place in memory."""

    def __init__(self, environment, observations, actions, memory, layout, base):
        self.environment = environment
        self.state, self.state_bytes = layout["state"], layout["stateBytes"]
        self.memory = memory
        self.base = base
        self.answer = base + layout["answer"]
        self.write = observations.writer(memory, base + layout["observation"])
        self.read = actions.reader(memory, base + layout["action"])
        self.mover, self.legal = base + layout["mover"], base + layout["legal"]
        self.is_game = isinstance(environment, Game)

    def serve(self, repeats):
        kind, serial, seed = REQUEST.unpack_from(self.memory, self.base)
        reward, status = 0.0, GOES_ON
        if kind == STEP:
            action, step = self.read(), self.environment.step
            for _ in range(repeats):
                observation, brought, terminated, truncated, _ = parts(
                    "step", step(action), "observation", "reward", "terminated", "truncated", "info")
                reward += number_of(brought)
                if terminated or truncated:
                    status = TERMINATED if terminated else TRUNCATED
                    break
        elif kind == RESET:
            observation, _ = parts("reset", self.environment.reset(seed=seed), "observation", "info")
        elif kind == SAVE:
            self.save()
        else:
            size, = COUNT.unpack_from(self.memory, self.state)
            start = self.state + COUNT.size
            observation = self.environment.restore_state(self.memory[start:start + size])
        if kind != SAVE:
            self.write(observation)
            if self.is_game:
                self.write_turn()
        ANSWER.pack_into(self.memory, self.answer, status, serial, reward)

    def write_turn(self):
        MOVER.pack_into(self.memory, self.mover, self.environment.mover)
        mask = self.environment.mask
        self.memory[self.legal:self.legal + len(mask)] = mask

    def save(self):
        state = self.environment.save_state()
        if len(state) > self.state_bytes:
            raise Refused(f"its state has {len(state)} bytes, where state_bytes is {self.state_bytes}")
        COUNT.pack_into(self.memory, self.state, len(state))
        start = self.state + COUNT.size
        self.memory[start:start + len(state)] = state

    def fail(self):
        serial = REQUEST.unpack_from(self.memory, self.base)[1]
        ANSWER.pack_into(self.memory, self.answer, FAILED, serial, 0.0)


def longest_episode(environment):
    limit = getattr(getattr(environment, "spec", None), "max_episode_steps", None)
    return limit if isinstance(limit, int) and limit > 0 else None


def introduce(settings):
    """Makes the first environment, and says what it is."""
    make, packages = maker(settings)
    try:
        environment = make()
    except Refused:
        raise
    except BaseException as error:
        raise Refused(f"it cannot be made: {brief(error)}") from error
    for name in ("observation_space", "action_space", "reset", "step"):
        if not hasattr(environment, name):
            raise Refused(f"it has no {name}, as Gymnasium's environments do")
    is_game = isinstance(environment, Game)
    if is_game and settings["actionRepeat"] != 1:
        raise Refused("a game's actions cannot be repeated: set environment.actionRepeat to 1")
    observations = Observations(environment.observation_space, is_board=is_game)
    actions = Actions(environment.action_space)
    tell({
        "protocol": PROTOCOL,
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "packages": versions(packages),
        "observation": observations.description(),
        "action": actions.description(),
        "players": 2 if is_game else 1,
        "longestEpisode": longest_episode(environment),
        "stateBytes": int(getattr(environment, "state_bytes", 0)),
    })
    return make, environment, observations, actions


def serve(settings, control):
    import mmap

    make, first, observations, actions = introduce(settings)
    layout = json.loads(control.readline() or os._exit(0))
    threading.Thread(target=end_with, args=(control,), daemon=True).start()
    memory = mmap.mmap(4, layout["size"])
    slots, unused = {}, [first]
    taken, ring, capacity = 0, layout["ring"], layout["slots"]
    records, stride, repeats = layout["records"], layout["stride"], settings["actionRepeat"]
    while True:
        requests = os.eventfd_read(5)
        for _ in range(requests):
            number, = SLOT.unpack_from(memory, ring + 4 * (taken % capacity))
            taken += 1
            slot = slots.get(number)
            try:
                if slot is None:
                    environment = unused.pop() if unused else make()
                    base = records + number * stride
                    slot = slots[number] = Slot(environment, observations, actions, memory, layout, base)
                slot.serve(repeats)
            except Exception as error:
                complain(error)
                if slot is None:
                    base = records + number * stride
                    serial = REQUEST.unpack_from(memory, base)[1]
                    ANSWER.pack_into(memory, base + layout["answer"], FAILED, serial, 0.0)
                else:
                    slot.fail()
            COUNT.pack_into(memory, 0, taken)
        os.eventfd_write(6, requests)
        if taken % 4096 < requests and os.fstat(1).st_size > LONGEST_LOG:
            os.ftruncate(1, 0)


def complain(error):
    refused = isinstance(error, Refused)
    tell({
        "failure": str(error) if refused else f"it raised {brief(error)}",
        "traceback": "".join(traceback.format_exception(error)),
    })


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for descriptor in range(3, 7):
        os.set_inheritable(descriptor, False)
    control = os.fdopen(os.dup(0), "rb", buffering=0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    settings = json.loads(control.readline())
    die_with(settings["parent"])
    sys.path[:0] = settings["path"]
    sys.argv = ["foresight-worker"]
    try:
        if sys.version_info < (3, 10):
            raise Refused(f"Python {sys.version.split()[0]} is too old; 3.10 or newer is needed")
        serve(settings, control)
    except Refused as error:
        complain(error)
        sys.exit(1)
    except Exception as error:
        complain(error)
        raise


main()
