"""MuZero's training step in PyTorch, to compare with `foresight bench muzero-train`. Prints a line of JSON.

    muzero_torch.py [--net mlp|resnet] [--batch 128] [--device cpu|cuda] [--graph] [--precision float32|tf32|bf16]

The step unrolls five steps, with categorical values and rewards of 601 bins, states scaled to [0, 1], halved gradients
between steps, and SGD with momentum and weight decay. Networks: perceptrons of CartPole's size (mlp), or residual
convolutions on a board (resnet). Targets are dense distributions here; Foresight takes scalars, and encodes them in its
loss.
"""
import argparse
import json

import torch
import torch.nn as nn
import torch.nn.functional as F

import timing_torch

SIZES = dict(batch=128, obs=4, actions=2, hidden=16, encoding=8, support=601, blocks=2, channels=32, planes=3, board=8,
             unroll=5, steps=20)


def perceptron(inputs, hidden, outputs):
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ELU(), nn.Linear(hidden, outputs))


def convolution(inputs, outputs):
    return nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False)


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.convolution1, self.norm1 = convolution(channels, channels), nn.BatchNorm2d(channels)
        self.convolution2, self.norm2 = convolution(channels, channels), nn.BatchNorm2d(channels)

    def forward(self, x):
        return F.relu(x + self.norm2(self.convolution2(F.relu(self.norm1(self.convolution1(x))))))


class Trunk(nn.Module):
    def __init__(self, inputs, channels, blocks):
        super().__init__()
        self.convolution, self.norm = convolution(inputs, channels), nn.BatchNorm2d(channels)
        self.blocks = nn.Sequential(*[Block(channels) for _ in range(blocks)])

    def forward(self, x):
        return self.blocks(F.relu(self.norm(self.convolution(x))))


class Head(nn.Module):
    def __init__(self, channels, planes, board, outputs):
        super().__init__()
        self.convolution, self.layers = nn.Conv2d(channels, planes, 1), perceptron(planes * board * board, 64, outputs)

    def forward(self, x):
        return self.layers(F.relu(self.convolution(x)).flatten(1))


class Networks(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.sizes = sizes
        actions, bins = sizes.actions, sizes.support
        if sizes.net == "mlp":
            encoding, hidden = sizes.encoding, sizes.hidden
            self.representation = perceptron(sizes.obs, hidden, encoding)
            self.transition = perceptron(encoding + actions, hidden, encoding)
            self.reward, self.policy, self.value = (perceptron(encoding, hidden, n) for n in (bins, actions, bins))
        else:
            channels = sizes.channels
            self.representation = Trunk(sizes.planes, channels, sizes.blocks)
            self.transition = Trunk(channels + 1, channels, sizes.blocks)
            self.reward, self.policy, self.value = (Head(channels, 2, sizes.board, n) for n in (bins, actions, bins))

    def normalize(self, state):
        flat = state.flatten(1)
        low, high = flat.min(1, keepdim=True)[0], flat.max(1, keepdim=True)[0]
        return ((flat - low) / (high - low).clamp(min=1e-5)).view_as(state)

    def represent(self, observation):
        return self.normalize(self.representation(observation))

    def dynamics(self, state, action):
        if self.sizes.net == "mlp":
            planes = F.one_hot(action, self.sizes.actions).float()
        else:
            board = self.sizes.board
            planes = (action.float() / self.sizes.actions).view(-1, 1, 1, 1).expand(-1, 1, board, board)
        state = self.transition(torch.cat([state, planes], 1))
        return self.normalize(state), self.reward(state)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--net", choices=["mlp", "resnet"], default="mlp")
    for name, value in SIZES.items():
        parser.add_argument("--" + name, type=int, default=value)
    timing_torch.add_options(parser)
    arguments = parser.parse_args()
    timing_torch.prepare(arguments)
    device, batch, unroll = arguments.device, arguments.batch, arguments.unroll

    networks = Networks(arguments).to(device)
    optimizer = torch.optim.SGD(networks.parameters(), 0.02, momentum=0.9, weight_decay=1e-4)
    shape = (arguments.obs,) if arguments.net == "mlp" else (arguments.planes, arguments.board, arguments.board)
    observation = torch.rand(batch, *shape, device=device)
    actions = torch.randint(0, arguments.actions, (unroll, batch), device=device)

    def distributions(outcomes):
        return torch.softmax(torch.randn(unroll + 1, batch, outcomes, device=device), -1)

    values, rewards = distributions(arguments.support), distributions(arguments.support)
    policies, weights = distributions(arguments.actions), torch.rand(batch, device=device)

    def cross_entropy(logits, target):
        return -(target * F.log_softmax(logits, 1)).sum(1)

    def prediction_loss(state, k):
        return (cross_entropy(networks.policy(state), policies[k])
                + 0.25 * cross_entropy(networks.value(state), values[k]))

    def step():
        with timing_torch.automatic_precision(arguments):
            state = networks.represent(observation)
            loss = prediction_loss(state, 0)
            for k in range(unroll):
                state, reward = networks.dynamics(state, actions[k])
                term = prediction_loss(state, k + 1) + cross_entropy(reward, rewards[k + 1])
                term.register_hook(lambda gradient: gradient / unroll)
                loss = loss + term
                state = state * 0.5 + state.detach() * 0.5
            loss = (weights * loss).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    for _ in range(3):
        step()
    run = timing_torch.capture(step, clear=optimizer.zero_grad) if arguments.graph else step
    median = timing_torch.median_seconds(run, device, arguments.steps)
    print(json.dumps(dict(timing_torch.common_keys(arguments), net=arguments.net, batch=batch,
                          ms=round(median * 1e3, 3), positions_per_s=round(batch / median, 1))))


main()
