"""What the scripts that make model fixtures share.

Weights come from the seed and the parameters' names alone; values are stored beside the noise of single precision
(how far float32 is from float64 on the same weights), so that differences can be judged.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import safetensors  # noqa: E402
import tokenizers  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402
from torch import Tensor  # noqa: E402

NOISE_KEY = ("for each kind of tensor: max_abs = largest |float32 - float64| of transformers on these weights, "
             "std = standard deviation of the tensor's own entries. Judge a difference against max_abs, "
             "and how much a mistake would show against std.")


def random_like(parameter: Tensor, seed: int, name: str) -> Tensor:
    """Standard normal numbers of the parameter's shape that depend on seed and name alone."""
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    generator = torch.Generator().manual_seed(int.from_bytes(digest[:7], "little"))
    return torch.randn(parameter.shape, generator=generator)


def kind(name: str) -> str:
    """The name with the layer number left out."""
    return re.sub(r"(^|\.)layers\.\d+\.", r"\1layers.N.", name)


def noise(found: dict[str, Tensor], exact: dict[str, Tensor]) -> dict[str, dict[str, float]]:
    """For each kind of tensor the largest difference to `exact` and the standard deviation."""
    result: dict[str, dict[str, float]] = {}
    for name, value in found.items():
        entry = result.setdefault(kind(name), {"max_abs": 0.0, "std": 0.0})
        entry["max_abs"] = max(entry["max_abs"], (value.double() - exact[name]).abs().max().item())
    for name in result:
        together = torch.cat([value.flatten() for key, value in found.items() if kind(key) == name])
        result[name]["std"] = together.std().item()
    return result


def same(one: Tensor, other: Tensor, what: str) -> None:
    """Fails unless the tensors agree to rounding."""
    difference = (one - other).abs().max().item()
    assert difference < 2e-5 * max(1.0, other.abs().max().item()), (what, difference)


def ranks(lens: Tensor, watched: list[int]) -> Tensor:
    """1 + the number of strictly greater entries, for each layer and watched id."""
    return torch.stack([(lens > lens[:, [token]]).sum(1) + 1 for token in watched], 1)


def closest(lens: Tensor, watched: list[int]) -> float:
    """The least distance of a watched token's score to any other."""
    distance = (lens[:, None, :] - lens[:, watched, None]).abs()
    distance[:, range(len(watched)), watched] = math.inf
    return distance.min().item()


def entropy(found: dict[str, Tensor]) -> float:
    """The mean entropy of all attention rows, in nats."""
    patterns = [value for key, value in found.items() if key.endswith("attention.pattern")]
    return torch.stack([-(p.clamp_min(1e-20).log() * p).sum(-1).mean() for p in patterns]).mean().item()


def rounded(value: Any) -> Any:
    """The same structure with floats of seven significant digits."""
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value


def write(folder: Path, tensors: dict[str, Tensor], summary: dict[str, Any], detailed: str) -> None:
    """Writes expected.safetensors and expected.json; `detailed` is the case whose spread is told."""
    save_file(tensors, str(folder / "expected.safetensors"), metadata={"format": "pt"})
    (folder / "expected.safetensors").chmod(0o644)
    cases = summary.pop("cases")
    kinds = sorted({name for case in cases.values() for name in case["noise"]})
    worst = {name: {"max_abs": max(case["noise"].get(name, {}).get("max_abs", 0.0) for case in cases.values()),
                    "std": cases[detailed]["noise"][name]["std"]} for name in kinds}
    summary = rounded({
        **{key: summary.pop(key) for key in ("what", "seed", "made_by")},
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__,
                     "tokenizers": tokenizers.__version__, "safetensors": safetensors.__version__},
        **summary, "noise_key": NOISE_KEY, "noise": worst, "cases": cases})
    text = json.dumps(summary, ensure_ascii=False, indent=1)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r"\s*\n\s*", " ", m.group(1)) + "]", text)
    assert json.loads(text) == json.loads(json.dumps(summary))
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


def stored_types(folder: Path) -> set[torch.dtype]:
    """The types of the checkpoint's floating-point tensors."""
    return {tensor.dtype for path in folder.glob("model*.safetensors")
            for tensor in load_file(str(path)).values() if tensor.is_floating_point()}


def size(folder: Path) -> str:
    """The folder's size, for the report."""
    return f"{sum(path.stat().st_size for path in folder.iterdir()) / 1000:.0f} kB"


def main(description: str | None, names: Iterable[str], make: Callable[[str, Path, Path], None]) -> None:
    """Reads the command line and makes each folder anew: `make(name, folder, models)`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, default=Path(__file__).resolve().parent.parent / "Models")
    parser.add_argument("names", nargs="*", default=[], metavar="NAME")
    args = parser.parse_args()
    torch.set_num_threads(1)
    for name in args.names or names:
        folder = args.models / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(name, folder, args.models)
