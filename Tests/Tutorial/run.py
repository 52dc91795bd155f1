#!/usr/bin/env python3
"""Runs every command of the tutorial, and compares what it shows with what they print.

    Tests/Tutorial/run.py BUILD_FOLDER

A block ```sh is run, in one folder for all; the ```text behind it is what the last command prints: each of its lines
must be there, in this order, where … stands for anything.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
build = pathlib.Path(sys.argv[1]).resolve()
text = (root / "Docs/tutorial.md").read_text(encoding="utf-8")
blocks = re.findall(r"^```(sh|text)\n(.*?)^```$", text, re.M | re.S)
environment = {
    **os.environ, "PATH": f"{build}:{os.environ['PATH']}", "EXPLAINER_SOURCES": str(root), "COLUMNS": "100",
    "NO_COLOR": "1",
}
failures = 0


def shows(output, expected):
    """The first line of `expected` that `output` lacks; None where it has all."""
    rest = output.split("\n")
    for line in expected.strip("\n").split("\n"):
        if line.strip() in ("…", ""):
            continue
        pattern = re.compile(r"\s*" + r".*".join(re.escape(part.strip()) for part in line.split("…")) + r"\s*$")
        pattern = re.compile(re.sub(r"(\\ )+", r"\\s+", pattern.pattern))
        place = next((index for index, one in enumerate(rest) if pattern.match(one)), None)
        if place is None:
            return line
        rest = rest[place + 1:]
    return None


with tempfile.TemporaryDirectory() as folder:
    output = ""
    count = 0
    for kind, content in blocks:
        if kind == "text":
            lacking = shows(output, content)
            if lacking is not None:
                failures += 1
                print(f"not printed: {lacking}\n--- but\n{output}", file=sys.stderr)
            continue
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", content], cwd=folder, env=environment, capture_output=True, text=True)
        output = done.stdout
        count += 1
        if done.returncode != 0:
            failures += 1
            print(f"exit code {done.returncode}:\n{content}{done.stderr}", file=sys.stderr)
    for name in ["factors.html", "head.html", "neuron.html", "model.html", "agreement.html", "lens.safetensors"]:
        if not (pathlib.Path(folder) / name).stat().st_size > 1000:
            failures += 1
            print(f"{name} is missing", file=sys.stderr)
for name in re.findall(r"\]\(([^)#:]+)\)", text):
    if not (root / "Docs" / name).exists():
        failures += 1
        print(f"leads nowhere: {name}", file=sys.stderr)
print(f"{count} blocks of commands, {failures} failures")
sys.exit(1 if failures else 0)
