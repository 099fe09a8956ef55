"""Steps of ale-py's own vector environment by random actions: python atari_vector.py [--environments N] [--threads N] [--seconds S]

The game is seen as `atari:Pong` is by default: 96 × 96 in colours, 4 frames a step, the maximum of two. Prints a JSON line with
steps_per_s, which `foresight bench environment atari:Pong --json` prints as well.
"""

import argparse
import json
import time

import numpy
from ale_py.vector_env import AtariVectorEnv

parser = argparse.ArgumentParser()
parser.add_argument("--game", default="pong")
parser.add_argument("--environments", type=int, default=1)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seconds", type=float, default=2.0)
arguments = parser.parse_args()

environment = AtariVectorEnv(
    arguments.game, num_envs=arguments.environments, num_threads=arguments.threads, frameskip=4, grayscale=False,
    img_height=96, img_width=96, stack_num=1, maxpool=True, noop_max=30, use_fire_reset=False, episodic_life=False,
    reward_clipping=False, repeat_action_probability=0.0, full_action_space=True)
environment.reset(seed=0)
generator = numpy.random.default_rng(0)


def play(seconds):
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        observations = environment.step(generator.integers(18, size=arguments.environments))[0]
        steps += arguments.environments
    return steps / (time.perf_counter() - start), observations


play(0.2)
rate, observations = play(arguments.seconds)
print(json.dumps({
    "steps_per_s": round(rate), "observation": list(observations.shape), "environments": arguments.environments,
    "threads": arguments.threads,
}))
