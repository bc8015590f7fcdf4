# SPDX-License-Identifier: Apache-2.0
"""The image systems in PyTorch, one figure at a time.

Usage: image_peer.py DIR serve                            times what the lines on standard input ask for
       image_peer.py DIR memory WHAT SYSTEM BATCH WORDS   three calls, then the peak of resident memory
       image_peer.py DIR job SYSTEM STEPS FILE            trains so many steps and saves the weights
       image_peer.py DIR picture SYSTEM WEIGHTS FILE      one picture by 20 steps of DDIM, as a PNG
DIR holds seed1.py, seed2.py, seed4.py, unet2d.py and mat.py: networks, schedules, training steps and reverse steps.

WHAT is train or sample. WORDS say how, and may be none: "cl" (channels-last), "fused" (Adam), "compile", "bf16", "eager"
(nothing). A line for serve is 'SECONDS WHAT SYSTEM BATCH WORDS'; the answer is a JSON object in a line.
"""
import importlib
import json
import statistics
import struct
import sys
import time
import zlib

sys.path.insert(0, sys.argv[1])

import torch  # noqa: E402  the folder has to be known first

SEEDS = {"blend": "seed1", "sprites": "seed2", "classes": "seed4"}
NETWORKS = {"blend": "BlendUNet", "sprites": "ContextUnet", "classes": "ConditionalUNet"}
SIDES = {"blend": 32, "sprites": 16, "classes": 32, "unet2d": 32, "mat": 256}


def seed(system):
    return importlib.import_module(SEEDS.get(system, system))


def layout(words):
    return torch.channels_last if "cl" in words or "compile" in words else torch.contiguous_format


def half(words):
    return torch.autocast("cpu", torch.bfloat16, enabled="bf16" in words)


def training(system, batch, words):
    torch.manual_seed(0)
    own, fused = seed(system), "fused" in words
    network = getattr(own, NETWORKS[system])().to(memory_format=layout(words)).train()
    core = torch.compile(own.loss_fn) if "compile" in words else own.loss_fn
    x0 = (torch.rand(batch, 3, SIDES[system], SIDES[system]) * 2 - 1).to(memory_format=layout(words))
    told = torch.arange(batch)

    def loss(*given):
        with half(words):
            return core(*given)

    if system == "blend":
        optimizer = own.adam(network, fused)
        step = lambda: own.train_step(network, optimizer, x0, loss)  # noqa: E731
    elif system == "sprites":
        optimizer, schedule = own.adam(network, fused), own.Schedule()
        context = torch.nn.functional.one_hot(told % 5, 5).float()
        step = lambda: own.train_step(network, optimizer, schedule, x0, context, loss)  # noqa: E731
    else:
        trainer, process = own.Trainer(network, fused=fused), own.Diffusion()
        step = lambda: own.train_step(trainer, process, x0, told % 10, loss)  # noqa: E731
    return lambda: step().item()


def sampling(system, batch, words):
    torch.manual_seed(0)
    own, side = seed(system), SIDES[system]
    if system == "mat":
        return filling(own, words)
    network = own.UNet2D(own.CIFAR10) if system == "unet2d" else getattr(own, NETWORKS[system])()
    network = network.eval().to(memory_format=layout(words))
    forward = torch.compile(network) if "compile" in words else network
    x = torch.randn(batch, 3, side, side).to(memory_format=layout(words))
    labels = torch.arange(batch) % 10
    if system == "blend":
        given, after = (torch.full((batch,), 3.0),), lambda e: e
    elif system == "sprites":
        schedule = own.Schedule()
        given = (torch.full((batch,), 0.5), torch.nn.functional.one_hot(labels % 5, 5).float())
        after = lambda e: schedule.reverse(x, 250, e.float(), torch.randn_like(x))  # noqa: E731
    elif system == "classes":
        process, given = own.Diffusion(), (torch.full((batch,), 500), labels)
        after = lambda e: process.reverse(x, 500, e.float(), torch.randn_like(x))  # noqa: E731
    else:
        given, after = (torch.full((batch,), 500),), lambda e: e

    @torch.inference_mode()
    def step():
        with half(words):
            e = forward(x, *given)
        return after(e)

    return step


def filling(own, words):
    network = own.Generator(own.OFFICIAL_256).eval()
    forward = torch.compile(network) if "compile" in words else network
    image, known, z = torch.rand(1, 3, 256, 256) * 2 - 1, torch.ones(1, 1, 256, 256), torch.randn(1, 512)
    known[:, :, 64:192, 64:192] = 0
    if "cl" in words:
        image = image.to(memory_format=torch.channels_last)

    @torch.inference_mode()
    def step():
        with half(words):
            forward(image, known, z)

    return step


KNOWN = {"train": training, "sample": sampling}


def window(call, seconds):
    """Milliseconds of each call, for about so many seconds."""
    times, end = [], time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def serve():
    calls = {}
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        seconds, what, system, batch, *words = line.split()
        key = (what, system, batch, *words)
        if key not in calls:
            calls.clear()  # only what is measured takes memory
            calls[key] = KNOWN[what](system, int(batch), words)
            window(calls[key], float(seconds))  # compiles, warms up
        times = window(calls[key], float(seconds))
        print(json.dumps({"ms": statistics.median(times), "calls": len(times)}), flush=True)


def peak():
    """Kibibytes that this program held at most; getrusage would also tell of the one that it was started by."""
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise SystemExit("this system does not tell the memory of a process")


def memory(what, system, batch, *words):
    call = KNOWN[what](system, int(batch), words)
    for _ in range(3):
        call()
    print(json.dumps({"mib": peak() / 1024}), flush=True)


def job(system, steps, file):
    own = seed(system)
    network = getattr(own, NETWORKS[system])().train()
    x0 = torch.rand(100, 3, SIDES[system], SIDES[system]) * 2 - 1
    optimizer, schedule = own.adam(network), own.Schedule()
    context = torch.nn.functional.one_hot(torch.arange(100) % 5, 5).float()
    for _ in range(int(steps)):
        own.train_step(network, optimizer, schedule, x0, context).item()
    torch.save(network.state_dict(), file)


def weights(file):
    """The tensors of a safetensors file: the length of a header in JSON, the header, the values."""
    raw = open(file, "rb").read()
    length, = struct.unpack("<Q", raw[:8])
    types = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}
    tensors = {}
    for name, entry in json.loads(raw[8:8 + length]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            flat = torch.frombuffer(bytearray(raw[8 + length + begin:8 + length + end]), dtype=types[entry["dtype"]])
            value = flat.reshape(entry["shape"])
            tensors[name] = value.float() if value.is_floating_point() else value
    return tensors


def png(picture, file):
    """Writes (3, H, W) in [-1, 1]."""
    pixels = ((picture.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).permute(1, 2, 0).contiguous()
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + bytes(row.flatten().tolist()) for row in pixels)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    with open(file, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


@torch.inference_mode()
def picture(system, file, into):
    own, tensors = seed(system), weights(file)
    if system == "sprites":
        context = tensors["contextembed1.model.0.weight"].shape[1]
        network, bar = own.ContextUnet(n_cfeat=context), own.Schedule().ab
        told, scale = (torch.nn.functional.one_hot(torch.tensor([0]), context).float(),), 500
    else:
        network = own.ConditionalUNet(base=tensors["enc1.conv1.weight"].shape[0], num_classes=tensors["class_emb.weight"].shape[0])
        bar, told, scale = own.Diffusion().abar, (torch.tensor([0]),), 1
    network.load_state_dict(tensors)
    network.eval()
    torch.manual_seed(0)
    x = torch.randn(1, 3, SIDES[system], SIDES[system])
    times = [round(t) for t in torch.linspace(len(bar) - 1, 1, 20).tolist()]
    for t, s in zip(times, times[1:] + [None]):
        epsilon = network(x, torch.full((1,), t / scale if scale != 1 else t), *told)
        x0 = (x - (1 - bar[t]).sqrt() * epsilon) / bar[t].sqrt()
        x0 = x0.clamp(-1, 1) if system == "classes" else x0  # as its recipe has it
        x = x0 if s is None else bar[s].sqrt() * x0 + (1 - bar[s]).sqrt() * epsilon
    png(x[0], into)


{"serve": serve, "memory": memory, "job": job, "picture": picture}[sys.argv[2]](*sys.argv[3:])
