"""The tasks of DeepMind Control with Gymnasium's methods; `worker.py` follows in the same program."""

import base64
import json
import os
import types
import zlib


class Numbers:
    """A box of numbers, as Gymnasium has them."""

    def __init__(self, shape, low, high, dtype="float32"):
        self.shape, self.low, self.high, self.dtype = shape, low, high, dtype


class Control:
    """A task, observed as the numbers that it has or as a picture of `image` × `image` pixels."""

    # The arrays of the model before any episode, which changes some; a worker has one task, and so one such model.
    model = {}

    def __init__(self, domain, task, action_repeat, image=None, camera=0):
        from dm_control import suite

        self.environment = suite.load(domain, task, task_kwargs={"random": 0})
        self.physics = self.environment.physics
        if not Control.model:
            Control.model = {name: array.copy() for name, array in self.model_arrays()}
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
            size = self.observe(self.environment.reset()).size
            self.observation_space = Numbers((size,), -float("inf"), float("inf"))
        parts = [*self.model.values(), self.physics_state(), self.seen]
        self.state_bytes = 2 * sum(part.nbytes for part in parts) + (1 << 16)

    def observe(self, step):
        import numpy

        if self.image:
            self.seen = self.physics.render(self.image, self.image, camera_id=self.camera)
        else:
            self.seen = numpy.concatenate([numpy.ravel(part) for part in step.observation.values()])
        return self.seen

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

    def model_arrays(self):
        """The names and arrays of the model."""
        import numpy

        model = self.physics.model.ptr
        for name in dir(model):
            array = None if name.startswith("_") else getattr(model, name)
            if isinstance(array, numpy.ndarray):
                yield name, array

    def physics_state(self):
        """All that the next step is computed from, beside the model."""
        import mujoco
        import numpy

        kind = mujoco.mjtState.mjSTATE_INTEGRATION
        state = numpy.empty(mujoco.mj_stateSize(self.physics.model.ptr, kind))
        mujoco.mj_getState(self.physics.model.ptr, self.physics.data.ptr, state, kind)
        return state

    def save_state(self):
        """All that an episode depends on. What was seen last is kept as well: sensors of forces show what was before a step."""
        arrays = {"physics": self.physics_state(), "seen": self.seen}
        for name, array in self.model_arrays():
            if array.tobytes() != self.model[name].tobytes():
                arrays["model." + name] = array
        numbers = self.environment.task.random.get_state(legacy=False)
        arrays["random"] = numbers["state"]["key"]
        state = {
            "arrays": {
                name: [str(array.dtype), array.shape, base64.b64encode(array.tobytes()).decode()]
                for name, array in arrays.items()
            },
            "steps": self.environment._step_count,
            "random": [numbers["state"]["pos"], numbers["has_gauss"], numbers["gauss"]],
        }
        return zlib.compress(json.dumps(state).encode(), 1)

    def restore_state(self, data):
        """Goes on where `save_state` was called; returns what was observed last."""
        import mujoco
        import numpy

        state = json.loads(zlib.decompress(data))
        arrays = {
            name: numpy.frombuffer(base64.b64decode(text), element).reshape(shape)
            for name, (element, shape, text) in state["arrays"].items()
        }
        self.environment.reset()
        for name, array in self.model_arrays():
            array[...] = arrays.get("model." + name, self.model[name])
        model, physics, kind = self.physics.model.ptr, self.physics.data.ptr, mujoco.mjtState.mjSTATE_INTEGRATION
        mujoco.mj_setState(model, physics, arrays["physics"], kind)
        mujoco.mj_forward(model, physics)
        # That has changed what the next step's forces are sought from.
        mujoco.mj_setState(model, physics, arrays["physics"], kind)
        if self.image:
            self.upload_heights()
        position, has_gauss, gauss = state["random"]
        self.environment.task.random.set_state({
            "bit_generator": "MT19937", "state": {"key": arrays["random"], "pos": position},
            "has_gauss": has_gauss, "gauss": gauss,
        })
        self.environment._step_count = state["steps"]
        self.seen = arrays["seen"]
        return self.seen

    def upload_heights(self):
        """Terrain is drawn from a copy of its heights, which is made anew."""
        import mujoco

        contexts = self.physics.contexts
        with contexts.gl.make_current() as context:
            for field in range(self.physics.model.nhfield):
                context.call(mujoco.mjr_uploadHField, self.physics.model.ptr, contexts.mujoco.ptr, field)


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
