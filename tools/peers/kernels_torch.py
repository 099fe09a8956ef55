"""Every operation of a kernel suite in PyTorch, forward and backward. Prints a line of JSON for each case.

    kernels_torch.py [--device cpu|cuda] [--queued N] [--graph] [--precision float32|tf32] SUITE

A time is that of N calls (1) and one wait, divided by N, the median of 15. `foresight bench kernels` queues its runs in
the same way, so on a GPU give `--queued 20`. Backward computes every gradient. `--graph` captures the N forward calls
in one CUDA graph, and N times forward and backward in another: their difference is the time of backward.
"""
import argparse
import json
import sys

import torch
import torch.nn.functional as F

import timing_torch


def transformed(x, epsilon):
    return torch.sign(x) * (torch.sqrt(torch.abs(x) + 1) - 1) + epsilon * x


def transformed_back(x, epsilon):
    root = torch.sqrt(1 + 4 * epsilon * (torch.abs(x) + 1 + epsilon))
    return torch.sign(x) * (((root - 1) / (2 * epsilon)) ** 2 - 1)


def two_hot(x, bins, epsilon):
    half = bins // 2
    place = transformed(x, epsilon).clamp(-half, half)
    low = torch.floor(place)
    share, index = place - low, (low + half).long()
    result = torch.zeros(*x.shape, bins, device=x.device)
    result.scatter_(-1, index.unsqueeze(-1), (1 - share).unsqueeze(-1))
    return result.scatter_add_(-1, (index + 1).clamp(max=bins - 1).unsqueeze(-1), share.unsqueeze(-1))


def categorical_value_loss(logits, target, weight, bins, epsilon):
    return -(weight * (two_hot(target, bins, epsilon) * F.log_softmax(logits, -1)).sum(-1))


def support_to_scalar(logits, bins, epsilon):
    support = torch.arange(-(bins // 2), bins // 2 + 1, device=logits.device)
    return transformed_back((torch.softmax(logits, -1) * support).sum(-1), epsilon)


def min_max_normalize(input, epsilon):
    low, high = input.min(1, keepdim=True)[0], input.max(1, keepdim=True)[0]
    return (input - low) / (high - low).clamp(min=epsilon)


def matmul(a, b, transpose_a=False, transpose_b=False):
    return (a.mT if transpose_a else a) @ (b.mT if transpose_b else b)


def lstm_cell(input, hidden, cell, **weights):
    return torch.cat(torch.lstm_cell(input, (hidden, cell), *(weights[name] for name in (
        "weight_ih", "weight_hh", "bias_ih", "bias_hh"))), 1)


def batch_norm_train(input, weight, bias, running_mean, running_var, momentum, epsilon):
    return F.batch_norm(input, running_mean, running_var, weight, bias, True, momentum, epsilon)


def layer_norm(input, weight, bias, epsilon):
    return F.layer_norm(input, input.shape[1:], weight, bias, epsilon)


# Each takes the inputs and the attributes of a case by their names in the suite.
OPERATIONS = {
    "matmul": matmul, "linear": F.linear, "conv2d": F.conv2d, "conv_transpose2d": F.conv_transpose2d,
    "gru_cell": lambda input, hidden, weight_ih, weight_hh, bias_ih, bias_hh: torch.gru_cell(
        input, hidden, weight_ih, weight_hh, bias_ih, bias_hh),
    "lstm_cell": lstm_cell, "categorical_value_loss": categorical_value_loss, "support_to_scalar": support_to_scalar,
    "batch_norm_train": batch_norm_train, "layer_norm": layer_norm, "min_max_normalize": min_max_normalize,
    "elu": F.elu,
}
NO_GRADIENT = {("categorical_value_loss", "target"), ("categorical_value_loss", "weight"),
               ("batch_norm_train", "running_mean"), ("batch_norm_train", "running_var")}


def random_inputs(case, device):
    inputs = {}
    for name, shape in case["shapes"].items():
        value = torch.randn(*shape, device=device)
        if name == "running_var":
            value = value.abs() + 0.1
        inputs[name] = value.requires_grad_((case["op"], name) not in NO_GRADIENT)
    return inputs


def measure(case, arguments):
    """The times of forward and backward, each the median in seconds."""
    operation, device, queued = OPERATIONS[case["op"]], arguments.device, arguments.queued
    inputs = random_inputs(case, device)
    wanted = [value for value in inputs.values() if value.requires_grad]

    def forward():
        return operation(**inputs, **case["attributes"])

    gradient = torch.ones_like(forward())

    def backward(output):
        torch.autograd.grad(output, wanted, gradient, allow_unused=True, retain_graph=queued > 1)

    def forwards():
        for _ in range(queued):
            output = forward()
        return output

    def both():
        for _ in range(queued):
            torch.autograd.grad(forward(), wanted, gradient, allow_unused=True)

    if arguments.graph:
        forwards_captured, both_captured = timing_torch.capture(forwards), timing_torch.capture(both)
        first = timing_torch.median_seconds(forwards_captured, device, arguments.repeat)
        all_of_it = timing_torch.median_seconds(both_captured, device, arguments.repeat)
        return first / queued, max(0.0, all_of_it - first) / queued

    times = []
    for _ in range(arguments.repeat + 2):
        outputs = []
        first = timing_torch.seconds(lambda: outputs.append(forwards()), device)
        second = timing_torch.seconds(lambda: [backward(outputs[0]) for _ in range(queued)], device)
        times.append((first / queued, second / queued))
    return tuple(sorted(column)[arguments.repeat // 2] for column in zip(*times[2:]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite")
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--queued", type=int, default=1)
    timing_torch.add_options(parser)
    arguments = parser.parse_args()
    if arguments.precision == "bf16":
        sys.exit("--precision bf16: single operations are compared in float32 or tf32")
    timing_torch.prepare(arguments)
    with open(arguments.suite) as file:
        cases = json.load(file)["cases"]
    for case in cases:
        forward, backward = measure(case, arguments)
        print(json.dumps(dict(name=case["name"], **timing_torch.common_keys(arguments),
                              forward_ms=round(forward * 1e3, 4), backward_ms=round(backward * 1e3, 4))), flush=True)


main()
