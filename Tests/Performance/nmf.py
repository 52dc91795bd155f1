#!/usr/bin/env python3
"""Our factorisation beside scikit-learn's, on the same matrix from the same initial factors, in turns.

    python nmf.py --model DIR --text FILE [--components 8]     activations of a BERT or GPT-2 checkpoint
    python nmf.py --matrix FILE.npy [--components 8]           a saved array [layers, tokens, neurons]
    python nmf.py --model DIR --text FILE --save FILE.npy      saves the array too

Printed are, for each turn and as the least of all, the seconds both take (ours: packing, iterating, measuring the
error, copying the factors back) and the processor seconds of all their threads, then the rounds, the objectives ‖X − W·H‖ computed in float64, and how far the
factors differ, relative to their norms. With --float64, scikit-learn in double precision is the judge of both.

Needs numpy, scikit-learn, threadpoolctl, a C compiler and, for --model, torch and transformers; run it with the
interpreter that has them.
"""
from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.decomposition import NMF
from sklearn.decomposition._nmf import _initialize_nmf
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

warnings.simplefilter("ignore", ConvergenceWarning)
ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "Plugins/CFactorization"


def activations(model: str, text: str) -> np.ndarray:
    """What each layer's feed-forward network hands to its last projection, [layers, tokens, neurons]."""
    import re

    import torch
    from transformers import AutoModel, AutoTokenizer
    tokenizer, network = AutoTokenizer.from_pretrained(model), AutoModel.from_pretrained(model).eval()
    found: list[np.ndarray] = []
    for name, module in network.named_modules():
        if re.search(r"\d+\.output\.dense$|mlp\.c_proj$", name):
            module.register_forward_pre_hook(lambda _, inputs: found.append(inputs[0][0].numpy().copy()))
    with torch.inference_mode():
        network(**tokenizer(text, return_tensors="pt"))
    return np.stack(found)


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """‖a − b‖ / ‖b‖."""
    return float(np.linalg.norm(a.astype(np.float64) - b) / np.linalg.norm(b.astype(np.float64)))


def build(folder: str) -> str:
    """Compiles the driver with the kernels' sources."""
    compiler = shutil.which("clang") or shutil.which("cc") or sys.exit("there is no C compiler")
    program = f"{folder}/nmf"
    subprocess.run([compiler, "-O2", "-w", f"-I{SOURCES}/include", str(Path(__file__).with_name("nmf.c")),
                    *map(str, sorted(SOURCES.glob("*.c"))), "-lm", "-lpthread", "-o", program], check=True)
    return program


def ours(program: str, folder: str, a: np.ndarray, w0: np.ndarray, h0: np.ndarray, options: argparse.Namespace):
    """Seconds (all, of the processor, packing, iterating), rounds, W, H and the megabytes of the packed matrix."""
    np.ascontiguousarray(w0).tofile(f"{folder}/w")
    np.ascontiguousarray(h0).tofile(f"{folder}/h")
    shape = [str(n) for n in (*a.shape, w0.shape[1], options.iterations, options.tolerance, options.threads)]
    printed = subprocess.run([program, *shape], cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout
    whole, processor, packing, iterating, rounds, _, megabytes = map(float, printed.split())
    w = np.fromfile(f"{folder}/w", np.float32).reshape(w0.shape)
    return (whole, processor, packing, iterating), int(rounds), w, np.fromfile(f"{folder}/h", np.float32).reshape(h0.shape), megabytes


def theirs(x: np.ndarray, w0: np.ndarray, h0: np.ndarray, options: argparse.Namespace):
    """Seconds (all, of the processor), rounds, W and H of scikit-learn."""
    model = NMF(n_components=w0.shape[1], init="custom", max_iter=options.iterations, tol=options.tolerance)
    w0, h0 = w0.astype(x.dtype, copy=True), h0.astype(x.dtype, copy=True)
    start, processor = time.perf_counter(), time.process_time()
    w = model.fit_transform(x, W=w0, H=h0)
    seconds = time.perf_counter() - start, time.process_time() - processor
    return seconds, model.n_iter_, w, model.components_


def main() -> None:
    """Runs both in turns and prints the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--text")
    parser.add_argument("--matrix")
    parser.add_argument("--save")
    parser.add_argument("--components", type=int, default=8)
    parser.add_argument("--iterations", type=int, default=500)
    parser.add_argument("--tolerance", type=float, default=1e-4)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--float64", action="store_true")
    options = parser.parse_args()

    if options.matrix:
        a = np.load(options.matrix)
    elif options.model and options.text:
        a = activations(options.model, Path(options.text).read_text())
    else:
        parser.error("--matrix, or --model and --text")
    if options.save:
        np.save(options.save, a)
    layers, tokens, neurons = a.shape
    x = np.ascontiguousarray(np.maximum(a, 0).transpose(1, 0, 2).reshape(tokens, -1), np.float32)
    w0, h0 = _initialize_nmf(x, options.components, init="random", random_state=0)
    print(f"{tokens} tokens x {layers} layers of {neurons} neurons, {100 * (x > 0).mean():.0f} % active, "
          f"{options.components} components, {options.threads} threads")

    mine, others = [], []
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(options.threads):
        program = build(folder)
        np.ascontiguousarray(a, np.float32).tofile(f"{folder}/x")
        for turn in range(options.turns):
            seconds, rounds, w, h, megabytes = ours(program, folder, a, w0, h0, options)
            their_seconds, their_rounds, their_w, their_h = theirs(x, w0, h0, options)
            mine.append(seconds[:2])
            others.append(their_seconds)
            print(f"turn {turn + 1}: scikit-learn {their_seconds[0]:7.3f} s, ours {seconds[0]:7.3f} s (packing "
                  f"{1000 * seconds[2]:.0f} ms, {1000 * seconds[3] / rounds:.2f} ms a round), "
                  f"{their_seconds[0] / seconds[0]:.1f} times as fast; processor {their_seconds[1]:.3f} s and "
                  f"{seconds[1]:.3f} s, {their_seconds[1] / seconds[1]:.1f} times", flush=True)
    (their_wall, their_processor), (wall, processor) = (map(min, zip(*each)) for each in (others, mine))
    print(f"least:  scikit-learn {their_wall:7.3f} s, ours {wall:7.3f} s, {their_wall / wall:.1f} times as fast; "
          f"processor {their_processor:.3f} s and {processor:.3f} s, {their_processor / processor:.1f} times")
    wide = x.astype(np.float64)

    def error(w: np.ndarray, h: np.ndarray) -> float:
        return float(np.linalg.norm(wide - w.astype(np.float64) @ h.astype(np.float64)))

    print(f"rounds: scikit-learn {their_rounds}, ours {rounds}; packed matrix {megabytes:.1f} MB of {x.nbytes / 1e6:.1f}")
    print(f"‖X − WH‖: scikit-learn {error(their_w, their_h):.6f}, ours {error(w, h):.6f} "
          f"({error(w, h) / error(their_w, their_h) - 1:+.1e})")
    print(f"factors, ours from scikit-learn's: W {distance(w, their_w):.1e}, H {distance(h, their_h):.1e}")
    if options.float64:
        _, judge_rounds, judge_w, judge_h = theirs(wide, w0, h0, options)
        print(f"from scikit-learn in float64 ({judge_rounds} rounds): ours W {distance(w, judge_w):.1e}, "
              f"H {distance(h, judge_h):.1e}; its own float32 W {distance(their_w, judge_w):.1e}, "
              f"H {distance(their_h, judge_h):.1e}")


if __name__ == "__main__":
    main()
