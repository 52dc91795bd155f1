"""Writes `Torch`: small files of `torch.save`, and what is in them.

    python make_torch_fixtures.py [FOLDER]

Needs torch (made with 2.15.0). `kinds.bin` has every type of number and of view; `kinds.json` maps each name to `type` (as
safetensors calls it), `shape` and, where the numbers are floats or whole numbers, `values` row by row. `protocol4.bin` is a
state dict written with protocol 4 of pickle, `legacy.bin` one in torch's first format.
"""
import json
import pathlib
import sys
from collections import OrderedDict

import torch

NAMES = {
    torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64",
    torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
    torch.uint16: "U16", torch.uint32: "U32", torch.uint64: "U64", torch.complex64: "C64",
    torch.float8_e4m3fn: "F8_E4M3", torch.float8_e5m2: "F8_E5M2",
}


def kinds() -> OrderedDict:
    base = torch.arange(24, dtype=torch.float32) / 8
    table = base.view(4, 6)
    tensors = torch.nn.Linear(3, 2).state_dict()
    for dtype, name in NAMES.items():
        tensors[f"type.{name}"] = torch.tensor([0, 1, 3]).to(dtype)
    tensors["double"] = torch.tensor([0.1, 1e-46, 1e300, -2.0**-140, 1 + 2.0**-24, 1 + 3 * 2.0**-24], dtype=torch.float64)
    tensors |= {
        "part": table[1:3, 2:5], "transposed": table.t(), "row": table[2], "column": table[:, 1], "rest": base[5:],
        "every other": base[::2], "repeated": table[0].expand(3, 6), "overlapping": base.unfold(0, 6, 2),
        "permuted": base.view(2, 3, 4).permute(2, 0, 1), "empty": torch.zeros(0, 3), "scalar": base[7],
        "one": base.as_strided((1, 6), (24, 1)), "tied": tensors["weight"], "parameter": torch.nn.Parameter(table[3]),
        "half transposed": table.half().t(), "double transposed": table.double().t(), "bfloat row": table.bfloat16()[1],
    }
    return tensors


def described(tensor: torch.Tensor) -> dict:
    description = {"type": NAMES[tensor.dtype], "shape": list(tensor.shape)}
    if tensor.dtype in (torch.float32, torch.float64, torch.float16, torch.bfloat16):
        # Beyond what 32 bits can hold is infinity, which JSON has not.
        values = [float(value) for value in tensor.detach().to(torch.float32).flatten()]
        description["values"] = [value if abs(value) < 1e39 else "infinity" for value in values]
    elif tensor.dtype in (torch.int64, torch.int32):
        description["values"] = tensor.flatten().tolist()
    return description


def main() -> None:
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1] / "Torch")
    torch.manual_seed(0)
    tensors = kinds()
    torch.save(tensors, folder / "kinds.bin")
    expected = {name: described(tensor) for name, tensor in tensors.items()}
    (folder / "kinds.json").write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")
    small = torch.nn.Linear(3, 2).state_dict()
    torch.save(small, folder / "protocol4.bin", pickle_protocol=4)
    torch.save(small, folder / "legacy.bin", _use_new_zipfile_serialization=False)


main()
