"""Writes the kernel suite of `foresight bench kernels`: the operations to time, with their shapes.

    python3 tools/peers/kernel_suite.py > Suites/kernels.json
"""
import json

cases = []


def add(name, op, attributes=None, **shapes):
    cases.append(dict(name=name, op=op, attributes=attributes or {}, shapes=shapes))


def add_convolution(name, op, inputs, outputs, kernel, batch, size, **attributes):
    weight = [inputs, outputs, kernel, kernel] if op == "conv_transpose2d" else [outputs, inputs, kernel, kernel]
    add(f"{op}/{name}", op, attributes, input=[batch, inputs, size, size], weight=weight, bias=[outputs])


for rows, columns, inner in [(64, 64, 64), (256, 256, 256), (1024, 1024, 1024), (2500, 1024, 230), (50, 600, 200),
                             (1000, 200, 230), (128, 601, 64)]:
    add(f"matmul/{rows}x{columns}x{inner}", "matmul", dict(transpose_a=False, transpose_b=False), a=[rows, inner],
        b=[inner, columns])
add("linear/value-head-601", "linear", input=[768, 64], weight=[601, 64], bias=[601])

for index, (size, inputs, outputs) in enumerate([(64, 3, 32), (31, 32, 64), (14, 64, 128), (6, 128, 256)]):
    add_convolution(f"planet-encoder-{index}", "conv2d", inputs, outputs, 4, 100, size, stride=2, padding=0)
for index, (size, inputs, outputs, kernel) in enumerate([(1, 1024, 128, 5), (5, 128, 64, 5), (13, 64, 32, 6),
                                                         (30, 32, 3, 6)]):
    add_convolution(f"planet-decoder-{index}", "conv_transpose2d", inputs, outputs, kernel, 100, size, stride=2,
                    padding=0, output_padding=0)
add_convolution("board-8x8-32", "conv2d", 32, 32, 3, 128, 8, stride=1, padding=1)
add_convolution("board-19x19-64", "conv2d", 64, 64, 3, 16, 19, stride=1, padding=1)
add_convolution("atari-stem", "conv2d", 12, 64, 3, 32, 96, stride=2, padding=1)
add_convolution("atari-6x6-256", "conv2d", 256, 256, 3, 32, 6, stride=1, padding=1)

for rows, inputs, units in [(50, 200, 200), (1000, 200, 200)]:
    add(f"gru_cell/{rows}x{units}", "gru_cell", input=[rows, inputs], hidden=[rows, units],
        weight_ih=[3 * units, inputs], weight_hh=[3 * units, units], bias_ih=[3 * units], bias_hh=[3 * units])
add("lstm_cell/128x512", "lstm_cell", input=[128, 576], hidden=[128, 512], cell=[128, 512], weight_ih=[2048, 576],
    weight_hh=[2048, 512], bias_ih=[2048], bias_hh=[2048])
add("categorical_value_loss/1024x601", "categorical_value_loss", dict(bins=601, epsilon=1e-3), logits=[1024, 601],
    target=[1024], weight=[1024])
add("support_to_scalar/4096x601", "support_to_scalar", dict(bins=601, epsilon=1e-3), logits=[4096, 601])
add("batch_norm_train/128x32x8x8", "batch_norm_train", dict(momentum=0.1, epsilon=1e-5), input=[128, 32, 8, 8],
    weight=[32], bias=[32], running_mean=[32], running_var=[32])
add("layer_norm/2500x200", "layer_norm", dict(epsilon=1e-5), input=[2500, 200], weight=[200], bias=[200])
add("min_max_normalize/128x2048", "min_max_normalize", dict(epsilon=1e-5), input=[128, 2048])
add("elu/2500x200", "elu", input=[2500, 200])

print(json.dumps(dict(format="foresight-kernel-suite-1", cases=cases), indent=1))
