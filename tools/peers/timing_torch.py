"""What the PyTorch peers share: options of the device and the precision, captured graphs, and medians of times."""
import sys
import time

import torch


def add_options(parser):
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--threads", type=int, default=2, help="threads on the CPU (2)")
    parser.add_argument("--precision", choices=["float32", "tf32", "bf16"], default="float32",
                        help="tf32: products and convolutions in TF32; bf16: automatic bfloat16, the rest in TF32")
    parser.add_argument("--graph", action="store_true", help="capture the whole step in a CUDA graph, and replay it")


def prepare(arguments):
    """Applies the options; ends the program where the machine cannot do what they ask."""
    if arguments.device == "cpu" and arguments.graph:
        sys.exit("--graph captures a CUDA graph: it needs --device cuda")
    if arguments.device == "cpu" and arguments.precision == "tf32":
        sys.exit("--precision tf32 needs --device cuda")
    if arguments.device == "cuda" and not torch.cuda.is_available():
        sys.exit("--device cuda: PyTorch sees no GPU")
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    # PyTorch allows TF32 in convolutions unless it is told not to.
    allowed = arguments.precision != "float32"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = allowed
    torch.backends.cudnn.benchmark = True


def automatic_precision(arguments):
    """The context in which a forward pass runs."""
    return torch.autocast(arguments.device, torch.bfloat16, enabled=arguments.precision == "bf16")


def capture(step, clear=lambda: None, warm_up=3):
    """A replay of the step, captured once: one call of the host for all its kernels.

    The step reads and writes the same memory each time: inputs, parameters and the optimizer's state stay where they
    are. It runs a few times first, on a stream of its own, so that cuDNN has chosen its algorithms and the optimizer
    has its state. `clear` then forgets the gradients: the captured step makes them in the graph's own memory.
    """
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(warm_up):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    torch.cuda.synchronize()
    clear()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay


def wait(device):
    """Waits until the device has done all that was queued."""
    if device == "cuda":
        torch.cuda.synchronize()


def seconds(step, device):
    wait(device)
    start = time.perf_counter()
    step()
    wait(device)
    return time.perf_counter() - start


def median_seconds(step, device, count):
    """The median time of a step that is waited for."""
    return sorted(seconds(step, device) for _ in range(count))[count // 2]


def common_keys(arguments):
    return {"peer": "torch " + torch.__version__, "device": arguments.device, "precision": arguments.precision,
            "graph": arguments.graph}
