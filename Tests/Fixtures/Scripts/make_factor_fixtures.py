"""Makes small matrices with the factors scikit-learn finds for them.

    python make_factor_fixtures.py [FOLDER]

FOLDER (default: Factors beside the folder of this script) gets `factors.safetensors` with, for every case,
`CASE/X` [T, N], `CASE/W0` [T, k] and `CASE/H0` [k, N] (where the iteration begins) and `CASE/W`, `CASE/H` (where
it ends), all float32; and `factors.json`, which explains each case and holds

    initialisation   "random" (random_state 0) or "nndsvd" (with numpy's full SVD for the randomised one)
    widths           the columns of X taken as blocks of these widths; absent: one block
    streamOrder      W0 and H0 belong to the blocks in this order (H0 is stored in the blocks' own order)
    iterations       rounds done
    error            ‖X − W·H‖, in float64
    noise            how far scikit-learn's own answer moves, relative to ‖W‖ and ‖H‖, when it computes in float64
                     or sees the columns in another order; no other program can be expected to come closer

and `normals`: of 1,000,000 numbers of `RandomState(0).standard_normal` the first, the last and a hash of all their
bits. Needs numpy and scikit-learn 1.9.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from unittest import mock

import numpy as np
from safetensors.numpy import save_file
from sklearn.decomposition import NMF, _nmf
from sklearn.decomposition._nmf import _initialize_nmf
from sklearn.exceptions import ConvergenceWarning

warnings.simplefilter("ignore", ConvergenceWarning)
Matrix = np.ndarray
ITERATIONS = 500


def activations(rng: np.random.Generator, rows: int, columns: int, rank: int) -> Matrix:
    """A matrix like max(activations, 0): a few factors, noise, about half of it exactly 0."""
    factors = rng.gamma(0.6, 1.0, (rows, rank)) @ rng.gamma(0.6, 1.0, (rank, columns))
    noisy = factors + rng.normal(0, factors.std(), (rows, columns)) - np.quantile(factors, 0.4)
    return np.maximum(noisy, 0).astype(np.float32)


def exact(rng: np.random.Generator, rows: int, columns: int, rank: int) -> Matrix:
    """A product of non-negative factors with zeros in both, so that the factors are unique."""
    left = rng.gamma(1.0, 1.0, (rows, rank)) * (rng.random((rows, rank)) < 0.5)
    right = rng.gamma(1.0, 1.0, (rank, columns)) * (rng.random((rank, columns)) < 0.5)
    return (left @ right).astype(np.float32)


def cases() -> dict[str, tuple[str, Matrix, int, dict]]:
    """Name → explanation, X, components, further members of the description."""
    rng = np.random.default_rng(20261123)
    holes = activations(rng, 20, 50, 4)
    holes[[0, 7, 19]] = 0
    holes[:, [0, 1, 13, 14, 15, 16, 17, 40, 49]] = 0
    twins = activations(rng, 18, 40, 3)
    twins = np.concatenate([twins, twins]).astype(np.float32)
    return {
        "plain": ("an ordinary matrix", activations(rng, 24, 70, 5), 5, {}),
        "exact": ("of rank 3 exactly", exact(rng, 20, 45, 3), 3, {}),
        "holes": ("rows and columns that are all zero", holes, 4, {}),
        "one": ("a single component", activations(rng, 17, 33, 3), 1, {}),
        "square": ("as many components as rows", activations(rng, 6, 40, 4), 6, {}),
        "row": ("a single row", activations(rng, 1, 60, 1), 1, {}),
        "column": ("a single column, more components than that", activations(rng, 9, 1, 1), 2, {}),
        "deficient": ("of rank 2, with 3 components: one is superfluous", exact(rng, 16, 30, 2), 3, {}),
        "twins": ("every row twice", twins, 3, {}),
        "sixteen": ("16 components", activations(rng, 40, 90, 16), 16, {}),
        "ten": ("10 components over blocks, dense", activations(rng, 26, 96, 8) + np.float32(0.25), 10,
                {"widths": [40, 24, 32], "streamOrder": [0, 1, 2]}),
        "layers": ("blocks that receive random numbers in another order", activations(rng, 19, 60, 4), 4,
                   {"widths": [10, 20, 5, 25], "streamOrder": [0, 3, 1, 2]}),
        "nndsvd": ("begun from singular vectors", activations(rng, 30, 64, 6), 4, {"initialisation": "nndsvd"}),
    }


def run(x: Matrix, w0: Matrix, h0: Matrix) -> tuple[Matrix, Matrix, int]:
    """The factors from given initial ones, and the rounds."""
    model = NMF(n_components=w0.shape[1], init="custom", max_iter=ITERATIONS)
    # Copies, as the iteration may work in place.
    w = model.fit_transform(np.ascontiguousarray(x), W=w0.copy(), H=h0.copy(order="C"))
    return w, model.components_, model.n_iter_


def distance(a: Matrix, b: Matrix) -> float:
    """‖a − b‖ / ‖b‖."""
    return float(np.linalg.norm(a.astype(np.float64) - b) / np.linalg.norm(b.astype(np.float64)))


def exact_svd(x: Matrix, components: int, random_state: None) -> tuple[Matrix, Matrix, Matrix]:
    """What scikit-learn's randomised decomposition approximates, to about 1e-4 here."""
    u, s, v = np.linalg.svd(x, full_matrices=False)
    return u[:, :components], s[:components], v[:components]


def columns_in_order(description: dict, count: int) -> Matrix:
    """The columns as the random stream meets them."""
    starts = np.cumsum([0, *description.get("widths", [count])])
    order = description.get("streamOrder", [0])
    return np.concatenate([np.arange(starts[b], starts[b + 1]) for b in order])


def describe(x: Matrix, components: int, description: dict) -> tuple[dict[str, Matrix], dict]:
    """The tensors and the description of one case."""
    initialisation = description.setdefault("initialisation", "random")
    order = columns_in_order(description, x.shape[1])
    back = np.argsort(order)
    if initialisation == "random":
        w0, h0 = _initialize_nmf(np.ascontiguousarray(x[:, order]), components, init="random", random_state=0)
    else:
        with mock.patch.object(_nmf, "_randomized_svd", exact_svd):
            w0, h0 = _initialize_nmf(x[:, order].astype(np.float64), components, init="nndsvd")
        w0, h0 = w0.astype(np.float32), h0.astype(np.float32)
    w, h, iterations = run(x[:, order], w0, h0)
    h0, h = h0[:, back], h[:, back]
    wide = run(x.astype(np.float64), w0.astype(np.float64), h0.astype(np.float64))
    shuffle = np.random.default_rng(1).permutation(x.shape[1])
    shuffled = run(x[:, shuffle], w0, h0[:, shuffle])
    noise = {
        "W": max(distance(other[0], w) for other in (wide, shuffled)),
        "H": max(distance(wide[1], h), distance(shuffled[1], h[:, shuffle])),
        "iterations": max(abs(other[2] - iterations) for other in (wide, shuffled)),
    }
    error = np.linalg.norm(x.astype(np.float64) - w.astype(np.float64) @ h.astype(np.float64))
    tensors = {"X": x, "W0": w0, "H0": h0, "W": w, "H": h}
    return tensors, description | {"iterations": iterations, "error": float(error), "noise": noise}


def normals() -> dict:
    """FNV-1a over the 64-bit patterns of a million normal numbers, word by word."""
    numbers = np.random.RandomState(0).standard_normal(1_000_000)
    value = 0xCBF29CE484222325
    for bits in numbers.view(np.uint64).tolist():
        value = (value ^ bits) * 0x100000001B3 % 2**64
    return {"count": len(numbers), "first": numbers[:6].tolist(), "last": float(numbers[-1]), "hash": f"{value:016x}"}


def main() -> None:
    """Writes both files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "Factors"
    folder.mkdir(parents=True, exist_ok=True)
    tensors, descriptions = {}, {}
    for name, (about, x, components, description) in cases().items():
        found, described = describe(x, components, dict(description))
        tensors |= {f"{name}/{key}": np.ascontiguousarray(value) for key, value in found.items()}
        descriptions[name] = {"about": about} | described
        print(name, x.shape, components, described["iterations"], described["error"], described["noise"])
    save_file(tensors, folder / "factors.safetensors")
    document = {"normals": normals(), "cases": descriptions}
    (folder / "factors.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
