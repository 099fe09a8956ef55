"""MuZero's search in mctx (JAX), to compare with `foresight bench search`. Prints a line of JSON.

    mctx_bench.py [--net mlp|resnet] [--trees 64] [--simulations 50] [--actions 2]

Searches run in batches with the network in the loop, as one compiled program: perceptrons of CartPole's size (mlp), or
residual convolutions on a board (resnet), values and rewards of 601 bins, random weights. JAX chooses the device:
a GPU where it has one, and `JAX_PLATFORMS=cpu` asks for the CPU.
"""
import argparse
import json
import time

import jax
import jax.numpy as jnp
import mctx
import numpy as np

SIZES = dict(trees=64, simulations=50, obs=4, actions=2, hidden=16, encoding=8, support=601, blocks=2, channels=32,
             board=8, repeat=5)


class Networks:
    """The networks of a search: `dynamics` gives state and reward, `predict` the policy's logits and the value."""

    def __init__(self, sizes):
        self.sizes, self.generator = sizes, np.random.default_rng(0)
        self.support = jnp.arange(sizes.support, dtype=jnp.float32) - sizes.support // 2

    def weights(self, *shape):
        values = self.generator.standard_normal(shape).astype("f4") / np.sqrt(np.prod(shape[:-1]))
        return jnp.asarray(values)

    def scalar(self, logits, epsilon=1e-3):
        x = (jax.nn.softmax(logits) * self.support).sum(-1)
        root = jnp.sqrt(1 + 4 * epsilon * (jnp.abs(x) + 1 + epsilon))
        return jnp.sign(x) * (((root - 1) / (2 * epsilon)) ** 2 - 1)

    @staticmethod
    def normalize(state):
        flat = state.reshape(state.shape[0], -1)
        low, high = flat.min(1, keepdims=True), flat.max(1, keepdims=True)
        return ((flat - low) / jnp.maximum(high - low, 1e-5)).reshape(state.shape)


class Perceptrons(Networks):
    def __init__(self, sizes):
        super().__init__(sizes)
        encoding, hidden, actions, bins = sizes.encoding, sizes.hidden, sizes.actions, sizes.support
        shapes = {"transition": (encoding + actions, encoding), "reward": (encoding, bins),
                  "policy": (encoding, actions), "value": (encoding, bins)}
        self.layers = {name: (self.weights(inputs, hidden), self.weights(hidden, outputs))
                       for name, (inputs, outputs) in shapes.items()}
        self.roots = jnp.asarray(self.generator.random((sizes.trees, encoding)).astype("f4"))

    def apply(self, name, x):
        first, second = self.layers[name]
        return jax.nn.elu(x @ first) @ second

    def dynamics(self, action, state):
        state = self.apply("transition", jnp.concatenate([state, jax.nn.one_hot(action, self.sizes.actions)], -1))
        return self.normalize(state), self.scalar(self.apply("reward", state))

    def predict(self, state):
        return self.apply("policy", state), self.scalar(self.apply("value", state))


class Residual(Networks):
    def __init__(self, sizes):
        super().__init__(sizes)
        channels, board = sizes.channels, sizes.board
        self.stem = self.weights(3, 3, channels + 1, channels)
        self.blocks = [(self.weights(3, 3, channels, channels), self.weights(3, 3, channels, channels))
                       for _ in range(sizes.blocks)]
        outputs = {"reward": sizes.support, "policy": sizes.actions, "value": sizes.support}
        self.heads = {name: (self.weights(1, 1, channels, 2), self.weights(2 * board * board, 64),
                             self.weights(64, count)) for name, count in outputs.items()}
        self.roots = jnp.asarray(self.generator.random((sizes.trees, board, board, channels)).astype("f4"))

    @staticmethod
    def convolve(x, weights):
        return jax.lax.conv_general_dilated(x, weights, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))

    def apply(self, name, x):
        planes, first, second = self.heads[name]
        flat = jax.nn.relu(self.convolve(x, planes)).reshape(x.shape[0], -1)
        return jax.nn.elu(flat @ first) @ second

    def dynamics(self, action, state):
        plane = jnp.broadcast_to((action / self.sizes.actions)[:, None, None, None], state.shape[:3] + (1,))
        x = jax.nn.relu(self.convolve(jnp.concatenate([state, plane], -1), self.stem))
        for first, second in self.blocks:
            x = jax.nn.relu(x + self.convolve(jax.nn.relu(self.convolve(x, first)), second))
        return self.normalize(x), self.scalar(self.apply("reward", x))

    def predict(self, state):
        return self.apply("policy", state), self.scalar(self.apply("value", state))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--net", choices=["mlp", "resnet"], default="mlp")
    for name, value in SIZES.items():
        parser.add_argument("--" + name, type=int, default=value)
    arguments = parser.parse_args()
    networks = (Perceptrons if arguments.net == "mlp" else Residual)(arguments)

    def recurrent(_, key, action, state):
        state, reward = networks.dynamics(action, state)
        logits, value = networks.predict(state)
        return mctx.RecurrentFnOutput(reward=reward, discount=jnp.full_like(reward, 0.997), prior_logits=logits,
                                      value=value), state

    @jax.jit
    def search(key):
        logits, value = networks.predict(networks.roots)
        root = mctx.RootFnOutput(prior_logits=logits, value=value, embedding=networks.roots)
        return mctx.muzero_policy((), key, root, recurrent, num_simulations=arguments.simulations).action_weights

    search(jax.random.PRNGKey(0)).block_until_ready()
    times = []
    for number in range(arguments.repeat):
        key = jax.random.PRNGKey(number)
        start = time.perf_counter()
        search(key).block_until_ready()
        times.append(time.perf_counter() - start)
    median = sorted(times)[len(times) // 2]
    print(json.dumps(dict(peer=f"mctx {mctx.__version__} jax {jax.__version__}", device=jax.default_backend(),
                          net=arguments.net, trees=arguments.trees, simulations=arguments.simulations,
                          ms=round(median * 1e3, 2),
                          simulations_per_s=round(arguments.trees * arguments.simulations / median, 1))))


main()
