"""PlaNet's search for plans in PyTorch, to compare with `foresight bench plan`. Prints a line of JSON.

    cem_torch.py [--envs 1] [--candidates 1000] [--horizon 12] [--iterations 10] [--top 100]
                 [--device cpu|cuda] [--graph] [--precision float32|tf32|bf16]

The cross-entropy method in the latent states of a model with random weights, at the paper's sizes. `--graph` captures
all iterations in one CUDA graph.
"""
import argparse
import json

import torch
import torch.nn.functional as F

import timing_torch

SIZES = dict(envs=1, candidates=1000, horizon=12, iterations=10, top=100, action=6, belief=200, state=30, hidden=200,
             repeat=5)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in SIZES.items():
        parser.add_argument("--" + name, type=int, default=value)
    timing_torch.add_options(parser)
    arguments = parser.parse_args()
    timing_torch.prepare(arguments)
    device, envs, candidates, horizon = arguments.device, arguments.envs, arguments.candidates, arguments.horizon
    belief, state, hidden, action = arguments.belief, arguments.state, arguments.hidden, arguments.action
    rows = envs * candidates

    def random(*shape):
        return torch.randn(*shape, device=device) * shape[-1] ** -0.5

    def layer(inputs, outputs):
        return random(outputs, inputs), random(outputs)

    into, prior1, prior2 = layer(state + action, hidden), layer(belief, hidden), layer(hidden, 2 * state)
    reward1, reward2, reward3 = layer(belief + state, hidden), layer(hidden, hidden), layer(hidden, 1)
    cell = random(3 * belief, hidden), random(3 * belief, belief), random(3 * belief), random(3 * belief)
    # Each environment starts from a state of its own.
    first_belief = random(envs, 1, belief).expand(envs, candidates, belief).reshape(rows, belief)
    first_state = random(envs, 1, state).expand(envs, candidates, state).reshape(rows, state)

    @torch.no_grad()
    def plan():
        with timing_torch.automatic_precision(arguments):
            mean = torch.zeros(horizon, envs, 1, action, device=device)
            deviation = torch.ones_like(mean)
            for _ in range(arguments.iterations):
                noise = torch.randn(horizon, envs, candidates, action, device=device)
                actions = (mean + deviation * noise).clamp(-1, 1)
                h, z, total = first_belief, first_state, 0
                for t in range(horizon):
                    x = F.relu(F.linear(torch.cat([z, actions[t].reshape(rows, action)], 1), *into))
                    h = torch.gru_cell(x, h, *cell)
                    center, spread = F.linear(F.relu(F.linear(h, *prior1)), *prior2).chunk(2, 1)
                    z = center + (F.softplus(spread) + 0.1) * torch.randn_like(center)
                    x = F.relu(F.linear(torch.cat([h, z], 1), *reward1))
                    total = total + F.linear(F.relu(F.linear(x, *reward2)), *reward3)
                top = total.view(envs, candidates).topk(arguments.top, 1).indices
                chosen = top.view(1, envs, arguments.top, 1).expand(horizon, envs, arguments.top, action)
                best = torch.gather(actions, 2, chosen)
                mean, deviation = best.mean(2, keepdim=True), best.std(2, unbiased=False, keepdim=True)
            return mean[0]

    plan()
    run = timing_torch.capture(plan, warm_up=2) if arguments.graph else plan
    median = timing_torch.median_seconds(run, device, arguments.repeat)
    print(json.dumps(dict(timing_torch.common_keys(arguments), envs=envs, candidates=candidates, horizon=horizon,
                          iterations=arguments.iterations, ms=round(median * 1e3, 2),
                          plans_per_s=round(envs / median, 3))))


main()
