"""PlaNet's training step in PyTorch, to compare with `foresight bench planet-train`. Prints a line of JSON.

    planet_torch.py [--batch 10] [--length 20] [--device cpu|cuda] [--graph] [--precision float32|tf32|bf16] [--compile]

The step is encoder, recurrent state-space model, decoder, rewards, the variational bound with free nats, clipping and
Adam, at the paper's sizes: images of 64 × 64, a belief of 200, states of 30. The paper's batch is 50 sequences of 50
steps.
"""
import argparse
import json

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Normal, kl_divergence

import timing_torch

BELIEF, STATE, HIDDEN, EMBEDDING = 200, 30, 200, 1024
MINIMUM_DEVIATION = 0.1


class StateSpaceModel(nn.Module):
    def __init__(self, actions):
        super().__init__()
        self.input = nn.Linear(STATE + actions, BELIEF)
        self.cell = nn.GRUCell(BELIEF, BELIEF)
        self.prior1, self.prior2 = nn.Linear(BELIEF, HIDDEN), nn.Linear(HIDDEN, 2 * STATE)
        self.posterior1, self.posterior2 = nn.Linear(BELIEF + EMBEDDING, HIDDEN), nn.Linear(HIDDEN, 2 * STATE)

    def forward(self, embedding, action, goes_on):
        length, batch, _ = embedding.shape
        belief, state = embedding.new_zeros(batch, BELIEF), embedding.new_zeros(batch, STATE)
        outputs = [[] for _ in range(6)]
        for t in range(length):
            state = state * goes_on[t]
            belief = self.cell(F.elu(self.input(torch.cat([state, action[t]], 1))), belief)
            prior_mean, prior_deviation = self.prior2(F.elu(self.prior1(belief))).chunk(2, 1)
            prior_deviation = F.softplus(prior_deviation) + MINIMUM_DEVIATION
            hidden = F.elu(self.posterior1(torch.cat([belief, embedding[t]], 1)))
            mean, deviation = self.posterior2(hidden).chunk(2, 1)
            deviation = F.softplus(deviation) + MINIMUM_DEVIATION
            state = mean + deviation * torch.randn_like(deviation)
            for output, value in zip(outputs, (belief, state, prior_mean, prior_deviation, mean, deviation)):
                output.append(value)
        return [torch.stack(output) for output in outputs]


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        channels = [3, 32, 64, 128, 256]
        self.layers = nn.ModuleList(nn.Conv2d(channels[i], channels[i + 1], 4, 2) for i in range(4))

    def forward(self, x):
        for layer in self.layers:
            x = F.relu(layer(x))
        return x.flatten(1)


class Decoder(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.linear = nn.Linear(features, EMBEDDING)
        self.layers = nn.ModuleList([
            nn.ConvTranspose2d(EMBEDDING, 128, 5, 2), nn.ConvTranspose2d(128, 64, 5, 2),
            nn.ConvTranspose2d(64, 32, 6, 2), nn.ConvTranspose2d(32, 3, 6, 2)])

    def forward(self, x):
        x = self.linear(x).view(-1, EMBEDDING, 1, 1)
        for layer in self.layers[:3]:
            x = F.relu(layer(x))
        return self.layers[3](x)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in dict(batch=10, length=20, action=1, steps=5).items():
        parser.add_argument("--" + name, type=int, default=value)
    parser.add_argument("--compile", action="store_true", help="compile the forward pass with torch.compile")
    timing_torch.add_options(parser)
    arguments = parser.parse_args()
    timing_torch.prepare(arguments)
    torch.distributions.Distribution.set_default_validate_args(False)
    device, batch, length = arguments.device, arguments.batch, arguments.length

    features = BELIEF + STATE
    encoder, decoder = Encoder().to(device), Decoder(features).to(device)
    model = StateSpaceModel(arguments.action).to(device)
    reward = nn.Sequential(nn.Linear(features, HIDDEN), nn.ELU(), nn.Linear(HIDDEN, HIDDEN), nn.ELU(),
                           nn.Linear(HIDDEN, 1)).to(device)
    parameters = [value for module in (encoder, decoder, model, reward) for value in module.parameters()]
    # Capturable: its count of steps is on the device, where a captured graph can advance it.
    optimizer = torch.optim.Adam(parameters, 1e-3, eps=1e-4, capturable=arguments.graph)
    observations = torch.rand(length, batch, 3, 64, 64, device=device) - 0.5
    actions = torch.rand(length, batch, arguments.action, device=device) * 2 - 1
    rewards, goes_on = torch.rand(length, batch, device=device), torch.ones(length, batch, 1, device=device)

    def forward(observations, actions, rewards, goes_on):
        embedding = encoder(observations.flatten(0, 1)).view(length, batch, -1)
        belief, state, prior_mean, prior_deviation, mean, deviation = model(embedding, actions, goes_on)
        latent = torch.cat([belief, state], 2).flatten(0, 1)
        pixels = F.mse_loss(decoder(latent), observations.flatten(0, 1), reduction="none").sum((1, 2, 3)).mean()
        divergence = kl_divergence(Normal(mean, deviation), Normal(prior_mean, prior_deviation)).sum(2)
        return pixels + F.mse_loss(reward(latent).view(length, batch), rewards) + divergence.clamp(min=3.0).mean()

    loss_of = torch.compile(forward) if arguments.compile else forward

    def step():
        with timing_torch.automatic_precision(arguments):
            loss = loss_of(observations, actions, rewards, goes_on)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1000.0)
        optimizer.step()

    for _ in range(2):
        step()
    run = timing_torch.capture(step, clear=optimizer.zero_grad) if arguments.graph else step
    median = timing_torch.median_seconds(run, device, arguments.steps)
    print(json.dumps(dict(timing_torch.common_keys(arguments), batch=batch, length=length, threads=arguments.threads,
                          ms=round(median * 1e3, 2), frames_per_s=round(batch * length / median, 1))))


main()
