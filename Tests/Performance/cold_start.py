#!/usr/bin/env python3
"""Process start to printed answer: `explainer run predictions`, cold process, warm page cache.

    python3 Tests/Performance/cold_start.py                           the embedded model
    python3 Tests/Performance/cold_start.py --model DIR               and a checkpoint, e.g. a full-size distilgpt2
    python3 Tests/Performance/cold_start.py --model DIR --reference PYTHON
                                                                      and the same question to transformers, in turns

Every run is a new process; runs of all commands take turns, so that a busy machine hurts all alike. Printed are the
median and the least wall time of each command in milliseconds, the share of each stage, and, with --reference, the
ratio. PYTHON is an interpreter that has torch and transformers. Only the standard library is needed here.
"""
from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = " Heathrow airport is in the city of"

#: What a person would write with transformers: greedy next token, and the head over every layer's last state.
REFERENCE = """
import sys, torch
from transformers import AutoModelForCausalLM, AutoTokenizer
torch.set_num_threads(2)
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
model = AutoModelForCausalLM.from_pretrained(sys.argv[1]).eval()
ids = tokenizer(sys.argv[2], return_tensors="pt").input_ids
with torch.inference_mode():
    output = model(ids, output_hidden_states=True)
    for layer, state in enumerate(output.hidden_states[1:]):
        top = model.lm_head(state[0, -1]).softmax(-1).topk(10)
        print(layer, [(tokenizer.decode([i]), round(p, 4)) for p, i in zip(top.values.tolist(), top.indices.tolist())])
"""


def timed(command: list[str]) -> tuple[float, str]:
    """Wall milliseconds of one run, and what it printed on standard error."""
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    elapsed = (time.perf_counter() - start) * 1000
    if done.returncode != 0:
        sys.exit(f"{' '.join(command[:4])} … failed with {done.returncode}:\n{done.stderr}")
    return elapsed, done.stderr


def stages(stderr: str) -> dict[str, float]:
    """Milliseconds by stage, as `--timing` prints them; a stage that is heard twice is added up."""
    found: dict[str, float] = {}
    for value, name in re.findall(r"^timing: +([0-9.]+) ms(  .*)$", stderr, re.M):
        found[name[2:]] = found.get(name[2:], 0) + float(value)
    return found


def report(name: str, walls: list[float], parts: list[dict[str, float]]) -> None:
    """Prints one command's times and the share of each stage in the median run."""
    wall = statistics.median(walls)
    print(f"\n{name}: median {wall:.1f} ms, least {min(walls):.1f} ms, {len(walls)} runs")
    if not parts:
        return
    mean = {stage: statistics.median(p.get(stage, 0) for p in parts) for stage in parts[0]}
    front = sum(value for stage, value in mean.items() if not stage.startswith(" "))
    worker = mean.get("worker, start to end", 0)
    inner = {s: v for s, v in mean.items() if s.startswith("  ")}
    plugin = inner.pop("  run plugin", 0)
    model = {s: v for s, v in inner.items() if s.strip() in ("forward", "head")}
    rows = [("process start and end (front)", wall - front)]
    rows += [(s, v) for s, v in mean.items() if not s.startswith(" ") and s != "worker, start to end"]
    rows += [(f"worker: {s.strip()}", v) for s, v in inner.items()]
    rows.append(("worker: plugin beside the model", plugin - sum(model.values())))
    rows.append(("worker: process start, pipes, end", worker - plugin - sum(inner.values()) + sum(model.values())))
    for stage, value in sorted(rows, key=lambda row: -row[1]):
        print(f"  {value:8.2f} ms  {100 * value / wall:5.1f} %  {stage}")


def main() -> None:
    """Runs every command in turns and prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", action="append", default=[], help="a checkpoint directory; may be repeated")
    parser.add_argument("--reference", help="a Python interpreter with torch and transformers")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--reference-runs", type=int, default=3)
    parser.add_argument("--explainer", default=str(ROOT / ".build/release/explainer"))
    options = parser.parse_args()

    models = ["demo-gpt2", *options.model]
    walls: dict[str, list[float]] = {model: [] for model in models}
    parts: dict[str, list[dict[str, float]]] = {model: [] for model in models}
    reference: dict[str, list[float]] = {model: [] for model in options.model}
    for turn in range(options.runs + 3):
        for model in models:
            wall, stderr = timed([options.explainer, "run", "predictions", "--model", model, "--text", TEXT, "--timing"])
            if turn >= 3:  # the first three warm the page cache
                walls[model].append(wall)
                parts[model].append(stages(stderr))
        if options.reference and turn >= 3 and turn - 3 < options.reference_runs:
            for model in options.model:
                reference[model].append(timed([options.reference, "-c", REFERENCE, model, TEXT])[0])
    for model in models:
        report(model, walls[model], parts[model])
        if reference.get(model):
            theirs = statistics.median(reference[model])
            print(f"  transformers: median {theirs:.0f} ms, {theirs / statistics.median(walls[model]):.0f} times as long")


if __name__ == "__main__":
    main()
