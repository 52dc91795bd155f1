#!/usr/bin/env python3
"""`explainer run activations` against transformers and scikit-learn on the same checkpoint and text, in turns.

    python3 Tests/Performance/activations.py --model DIR --reference PYTHON [--text FILE] [--components 8] [--runs 3]

What a person would write with transformers and scikit-learn (as the ecco toolkit does: hooks on the down-projections,
layers sorted as text, negative values cut off, NMF from random state 0 for at most 500 iterations) is run in a process
of its own, as ours is. Printed are wall times of the whole processes and the ratio; the reference's own stages; both
objectives ‖X − WH‖ on the reference's matrix, and by how much the factors differ. PYTHON is an interpreter that has
torch, transformers and scikit-learn; DIR a BERT or GPT-2 checkpoint. Only the standard library is needed here.
"""
from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSAGE = ROOT / "Docs/examples/passage.txt"

REFERENCE = r"""
import sys, time; start = time.perf_counter()
import json, re, warnings, numpy as np, torch
from sklearn.decomposition import NMF
from transformers import AutoModel, AutoTokenizer
from safetensors.numpy import load_file
warnings.simplefilter("ignore")
torch.set_num_threads(2)
folder, text, components, ours = sys.argv[1], open(sys.argv[2], encoding="utf-8").read(), int(sys.argv[3]), sys.argv[4]
imported = time.perf_counter()
tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
loaded = time.perf_counter()
kept = {}
for name, module in model.named_modules():
    if re.search(r"\d+\.output\.dense$|mlp\.c_proj$", name):
        layer = re.search(r"\.(\d+)\.", name)[1]
        module.register_forward_hook(lambda m, inputs, _, layer=layer: kept.__setitem__(layer, inputs[0][0].numpy()))
with torch.inference_mode():
    model(**tokenizer(text, return_tensors="pt"))
X = np.maximum(np.concatenate([kept[layer] for layer in sorted(kept)], axis=1), 0)
passed = time.perf_counter()
nmf = NMF(n_components=components, init="random", random_state=0, max_iter=500)
W = nmf.fit_transform(X)
end = time.perf_counter()
file = load_file(ours)
w, h = file["factors"].T, file["components"].reshape(components, len(kept), -1)
h = h[:, [int(layer) for layer in sorted(kept)]].reshape(components, -1)
error = lambda w, h: float(np.linalg.norm(X.astype(np.float64) - w.astype(np.float64) @ h))
print(json.dumps({
    "shape": X.shape, "stages": {"imports": imported - start, "load": loaded - imported, "forward": passed - loaded,
    "NMF": end - passed}, "iterations": nmf.n_iter_, "objective": error(W, nmf.components_), "objective_of_ours": error(w, h),
    "factors_differ": float(np.abs(w - W).max() / W.max()), "components_differ": float(np.abs(h - nmf.components_).max() / nmf.components_.max())}))
"""


def timed(command: list[str], stdin: str = "") -> tuple[float, str, str]:
    """Wall seconds of one run, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(command, input=stdin, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command[:4])} … failed with {done.returncode}:\n{done.stderr}")
    return time.perf_counter() - start, done.stdout, done.stderr


def main() -> None:
    """Runs both sides in turns and prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="a checkpoint directory")
    parser.add_argument("--reference", required=True, help="a Python interpreter with torch, transformers, scikit-learn")
    parser.add_argument("--text", type=Path, default=PASSAGE)
    parser.add_argument("--components", type=int, default=8)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--explainer", default=str(ROOT / ".build/release/explainer"))
    options = parser.parse_args()

    ours, theirs, last, inner = [], [], {}, []
    text = options.text.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        tensors = f"{folder}/ours.safetensors"
        command = [options.explainer, "run", "activations", "--model", options.model, "--text", "-", "--n-components",
                   str(options.components), "--format", "json", "--tensors", tensors, "--timing"]
        reference = [options.reference, "-c", REFERENCE, options.model, str(options.text), str(options.components),
                     tensors]
        for turn in range(options.runs + 1):
            wall, answer, stages = timed(command, text)
            their_wall, printed, _ = timed(reference)
            if turn == 0:  # warms the page cache
                continue
            ours.append(wall)
            theirs.append(their_wall)
            last = json.loads(printed.splitlines()[-1])
            inner.append(last["stages"])
    result = json.loads(answer)["result"]
    print(f"matrix {last['shape'][0]} tokens × {last['shape'][1]:,} neurons, {options.components} factors\n")
    print(f"{'':24}{'explainer':>14}{'reference':>14}{'ratio':>8}")
    for name, pick in (("wall, median (s)", statistics.median), ("wall, least (s)", min)):
        print(f"{name:24}{pick(ours):14.2f}{pick(theirs):14.2f}{pick(theirs) / pick(ours):8.1f}")
    print(f"{'iterations':24}{result['iterations']:14}{last['iterations']:14}")
    print(f"{'objective ‖X − WH‖':24}{last['objective_of_ours']:14.5f}{last['objective']:14.5f}"
          f"{last['objective_of_ours'] / last['objective']:8.5f}")
    print(f"\nlargest difference, as a share of the largest entry: W {last['factors_differ']:.1e}, "
          f"H {last['components_differ']:.1e}")
    print("reference, stages (s): " + ", ".join(
        f"{stage} {statistics.median(one[stage] for one in inner):.2f}" for stage in last["stages"]))
    print("explainer, stages of the last run:\n" + "".join(
        f"  {line}\n" for line in stages.splitlines() if line.startswith("timing")))


if __name__ == "__main__":
    main()
