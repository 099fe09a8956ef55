"""The tasks of DeepMind Control with Gymnasium's methods; `worker.py` follows in the same program."""

import os
import types


class Numbers:
    """A box of numbers, as Gymnasium has them."""

    def __init__(self, shape, low, high, dtype="float32"):
        self.shape, self.low, self.high, self.dtype = shape, low, high, dtype


class Control:
    """A task, observed as the numbers that it has or as a picture of `image` × `image` pixels."""

    def __init__(self, domain, task, action_repeat, image=None, camera=0):
        from dm_control import suite

        self.environment = suite.load(domain, task, task_kwargs={"random": 0})
        self.action_repeat, self.image, self.camera = action_repeat, image, camera
        limit = self.environment._step_limit
        self.spec = types.SimpleNamespace(max_episode_steps=int(limit) if limit < 1e9 else None)
        action = self.environment.action_spec()
        self.action_space = Numbers(action.shape, action.minimum, action.maximum)
        if image:
            self.observation_space = Numbers((image, image, 3), 0, 255, "uint8")
            try:
                self.observe(self.environment.reset())
            except Exception as error:
                raise cannot_draw(error) from error
        else:
            size = sum(int(part.size) if part.shape else 1 for part in self.environment.reset().observation.values())
            self.observation_space = Numbers((size,), -float("inf"), float("inf"))

    def observe(self, step):
        import numpy

        if self.image:
            return self.environment.physics.render(self.image, self.image, camera_id=self.camera)
        return numpy.concatenate([numpy.ravel(part) for part in step.observation.values()])

    def reset(self, seed=None):
        self.environment.task.random.seed(seed)
        return self.observe(self.environment.reset()), {}

    def step(self, action):
        reward = 0.0
        for _ in range(self.action_repeat):
            step = self.environment.step(action)
            reward += step.reward
            if step.last():
                break
        # A limit of time leaves the discount as it is.
        terminated = step.last() and step.discount == 0
        return self.observe(step), reward, terminated, step.last() and not terminated, {}


def cannot_draw(error):
    return Refused(
        f"pictures cannot be drawn with MUJOCO_GL={os.environ['MUJOCO_GL']}: {brief(error)}; install Mesa's EGL (Debian:"
        " libegl1 and libgl1-mesa-dri), or set MUJOCO_GL=osmesa (Debian: libosmesa6)")


def control_maker(name, settings):
    """What makes a task that is named as in cheetah-run. Actions are repeated inside, so that pictures are drawn once."""
    os.environ.setdefault("MUJOCO_GL", "egl" if settings["make"].get("image") else "disabled")
    import_module("dm_control")
    try:
        suite = importlib.import_module("dm_control.suite")
    except Exception as error:
        raise cannot_draw(error) from error
    import mujoco

    # Otherwise warnings go to a file in the working folder.
    mujoco.set_mju_user_warning(print)
    tasks = {f"{domain}-{task}": (domain, task) for domain, task in suite.ALL_TASKS}
    if name not in tasks:
        raise unknown_name(name, list(tasks))
    repeats, settings["actionRepeat"] = settings["actionRepeat"], 1
    return lambda: Control(*tasks[name], repeats, **settings["make"])
