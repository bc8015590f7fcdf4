# SPDX-License-Identifier: Apache-2.0
"""Makes the PyTorch files beside this script, with what they must read as in expected.json.

Run with PyTorch 2.13 and no argument, in this folder. The tests read the results; Python is not needed for them.
"""
import argparse
import collections
import io
import json
import zipfile

import torch

OLD = {"_use_new_zipfile_serialization": False}


def values(tensor):
    if tensor.is_complex():
        tensor = torch.view_as_real(tensor)
    return [float(v) for v in tensor.to(torch.float64).flatten()]


def kinds():
    torch.manual_seed(0)
    base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
    half = torch.tensor([1.0, -2.5, 65504.0, 6e-8], dtype=torch.float16)
    return collections.OrderedDict(
        f32=base,
        transposed=base.permute(2, 0, 1),
        column=base[:, 1, :],
        every_other=base.flatten()[1::2],
        tail=base.flatten()[20:],
        expanded=torch.tensor([[1.5], [-2.5]]).expand(2, 3),
        f64=torch.tensor([1e300, -0.0], dtype=torch.float64),
        f16=half,
        bf16=torch.tensor([[1.0, -2.5]], dtype=torch.bfloat16),
        i64=torch.tensor([2**62, -3]),
        i32=torch.tensor([7, -8], dtype=torch.int32),
        i16=torch.tensor([-300], dtype=torch.int16),
        i8=torch.tensor([-3, 4], dtype=torch.int8),
        u8=torch.tensor([255, 0], dtype=torch.uint8),
        bool=torch.tensor([True, False]),
        c64=torch.tensor([1 + 2j]),
        scalar=torch.tensor(3),
        empty=torch.zeros(0, 5),
        parameter=torch.nn.Parameter(torch.tensor([0.25])),
    )


def newer():
    return {
        "f8_e4m3": torch.tensor([1.0, -2.0], dtype=torch.float8_e4m3fn),
        "f8_e5m2": torch.tensor([4.0], dtype=torch.float8_e5m2),
        "u16": torch.tensor([65535], dtype=torch.uint16),
        "u32": torch.tensor([1], dtype=torch.uint32),
        "u64": torch.tensor([2], dtype=torch.uint64),
    }


def network():
    torch.manual_seed(1)
    return torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))


def checkpoint():
    net = network()
    adam = torch.optim.Adam(net.parameters())
    net(torch.ones(4, 2)).sum().backward()
    adam.step()
    return {"epoch": 3, "loss": 0.5, "note": "zwölf", "state_dict": net.state_dict(), "optimizer": adam.state_dict()}


def zipped(name, entries, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(name, "w", method) as out:
        for entry, content in entries:
            out.writestr(zipfile.ZipInfo(entry), content, method)


def main():
    files = {
        "kinds.pth": (kinds(), {}),
        "kinds-old.pth": (kinds(), OLD),
        "kinds-protocol4.pth": (kinds(), {"pickle_protocol": 4}),
        "newer.pth": (newer(), {}),
        "module-state.pth": (network().state_dict(), {}),
        "checkpoint.pth": (checkpoint(), {}),
    }
    expected = {}
    for name, (value, options) in files.items():
        torch.save(value, name, **options)
        tensors = value.get("state_dict", value)
        expected[name] = {
            key: {"dtype": str(t.dtype).removeprefix("torch."), "shape": list(t.shape), "values": values(t.detach())}
            for key, t in tensors.items()
        }
    with open("expected.json", "w", encoding="utf-8") as out:
        tables = []
        for name, tensors in expected.items():
            rows = ",\n  ".join(f"{json.dumps(key)}: {json.dumps(t)}" for key, t in tensors.items())
            tables.append(f" {json.dumps(name)}: {{\n  {rows}}}")
        out.write("{\n" + ",\n".join(tables) + "}\n")

    small = {"w": torch.ones(2)}
    torch.save(network(), "bad-module.pth")
    torch.save({"w": torch.ones(2), "args": argparse.Namespace(lr=1)}, "bad-namespace.pth")
    torch.save(torch.ones(2), "bad-tensor.pth")
    torch.save({"epoch": 3}, "bad-no-tensors.pth")
    torch.save({"generator": small, "discriminator": small}, "two.pth")
    torch.serialization.set_crc32_options(False)
    torch.save(small, "no-checksums.pth")
    torch.serialization.set_crc32_options(True)
    whole = io.BytesIO()
    torch.save(small, whole)
    source = zipfile.ZipFile(whole)
    entries = [(name, source.read(name)) for name in source.namelist()]
    zipped("bad-compressed.pth", entries, zipfile.ZIP_DEFLATED)
    zipped("bad-big-endian.pth", [(n, b"big" if n.endswith("/byteorder") else c) for n, c in entries])
    zipped("bad-missing-storage.pth", [(n, c) for n, c in entries if "/data/" not in n])


main()
