# SPDX-License-Identifier: Apache-2.0
"""The spiral in PyTorch, one figure at a time.

Usage: spiral_peer.py DIR serve                  times what the lines on standard input ask for
       spiral_peer.py DIR job FILE WORDS         trains 2,000 iterations and saves the weights
DIR holds seed0.py, the spiral's data, network, schedule, training step and reverse step.

WORDS say how: "eager" or "compile", "adam" or "fused", "bf16", "1" (one thread instead of PyTorch's own choice).
A line for serve is 'SECONDS train|sample WORDS'; the answer is a JSON object in a line.
"""
import json
import statistics
import sys
import time

sys.path.insert(0, sys.argv[1])

import torch  # noqa: E402  the folder has to be known first
import seed0  # noqa: E402

OWN_THREADS = torch.get_num_threads()
POINTS = 1024
MIDDLE = 250


def threads(words):
    torch.set_num_threads(1 if "1" in words else OWN_THREADS)


def half(words):
    return torch.autocast("cpu", torch.bfloat16, enabled="bf16" in words)


def training(words):
    torch.manual_seed(0)
    network, schedule, x0 = seed0.PointMLP(), seed0.Schedule(), seed0.spiral(2048)[: seed0.BATCH]
    optimizer = seed0.adam(network, "fused" in words)
    core = torch.compile(seed0.loss_fn) if "compile" in words else seed0.loss_fn

    def loss(*given):
        with half(words):
            return core(*given)

    return lambda: seed0.train_step(network, optimizer, schedule, x0, loss).item()


def sampling(words):
    network, schedule, x = seed0.PointMLP().eval(), seed0.Schedule(), torch.randn(POINTS, 3)
    forward = torch.compile(network) if "compile" in words else network

    @torch.inference_mode()
    def step():
        with half(words):
            output = forward(x, torch.full((POINTS,), MIDDLE))
        return schedule.reverse(x, MIDDLE, output.float(), torch.randn_like(x))

    return step


def window(call, seconds):
    """Milliseconds of each call, for about so many seconds."""
    times, end = [], time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def serve():
    known = {"train": training, "sample": sampling}
    calls = {}
    print(json.dumps({"torch": torch.__version__, "threads": OWN_THREADS}), flush=True)
    for line in sys.stdin:
        seconds, what, *words = line.split()
        threads(words)
        key = (what, *words)
        if key not in calls:
            calls[key] = known[what](words)
            window(calls[key], 2 * float(seconds))  # compiles, warms up
        times = window(calls[key], float(seconds))
        print(json.dumps({"ms": statistics.median(times), "calls": len(times)}), flush=True)


def job(file, *words):
    threads(words)
    network, _ = seed0.train(2000, "", "compile" in words, fused="fused" in words)
    torch.save(network.state_dict(), file)


if sys.argv[2] == "serve":
    serve()
else:
    job(*sys.argv[3:])
