#!/usr/bin/env python3
"""A text cut into tokens, line by line on one thread: ours against Hugging Face's fast tokenizers, in turns.

    python3 Tests/Performance/tokenizing.py --reference PYTHON --text FILE… TOKENIZER_JSON…

PYTHON is an interpreter that has tokenizers. The first --megabytes (10) of the texts, one behind the other, are cut by
each tokenizer --runs (5) times, each time in a new process; the reference gets a thousand lines at a time
(`encode_batch`). Printed are the medians of user CPU seconds, which a busy machine changes less than the time that passes,
megabytes a second, and how often ours would be done while the reference is once. Stops where the ids are others. Only
the standard library is needed here.
"""
from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).with_name("Tokenizing")
BUILD = Path(__file__).resolve().parents[2] / ".build/tokenizing"

REFERENCE = """
import resource, sys
from tokenizers import Tokenizer
tokenizer = Tokenizer.from_file(sys.argv[1])
tokenizer.no_truncation()
tokenizer.no_padding()
lines = open(sys.argv[2], encoding="utf-8", newline="\\n").read().split("\\n")
seconds = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_utime
start = seconds()
encodings = []
for first in range(0, len(lines), 1000):
    encodings += tokenizer.encode_batch(lines[first : first + 1000])
used = seconds() - start
digest = count = 0
for encoding in encodings:
    ids = encoding.ids
    count += len(ids)
    for id in ids:
        digest = (digest * 0x100000001B3 + id) % (1 << 64)
print(used, count, digest)
"""


def run(command: list[str]) -> tuple[float, tuple[str, str]]:
    """User CPU seconds, and the number and the digest of the tokens."""
    one = {"RAYON_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **one}, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command[:1])} … failed with {done.returncode}:\n{done.stderr}")
    seconds, count, digest = done.stdout.split()
    return float(seconds), (count, digest)


def main() -> None:
    """Runs both sides in turns and prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tokenizers", nargs="+", type=Path, metavar="TOKENIZER_JSON")
    parser.add_argument("--reference", required=True, help="a Python interpreter with tokenizers")
    parser.add_argument("--text", required=True, nargs="+", type=Path)
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--program", type=Path, help="a built Tokenizing; without it one is built")
    options = parser.parse_args()
    program = options.program
    if program is None:
        subprocess.run(["swift", "build", "-c", "release", "--package-path", str(PACKAGE), "--scratch-path", str(BUILD)], check=True)
        program = BUILD / "release/Tokenizing"
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text"
        whole = b"\n".join(path.read_bytes() for path in options.text).replace(b"\r\n", b"\n")
        text.write_bytes(whole[: int(options.megabytes * 1e6)].rpartition(b"\n")[0])
        size = text.stat().st_size / 1e6
        print(f"{size:.1f} MB, {options.runs} runs each, user CPU seconds")
        for tokenizer in options.tokenizers:
            ours: list[float] = []
            theirs: list[float] = []
            for _ in range(options.runs):
                seconds, tokens = run([str(program), str(tokenizer), str(text)])
                ours.append(seconds)
                seconds, expected = run([options.reference, "-c", REFERENCE, str(tokenizer), str(text)])
                theirs.append(seconds)
                if tokens != expected:
                    sys.exit(f"{tokenizer}: {tokens[0]} tokens, digest {tokens[1]}, instead of {expected[0]}, {expected[1]}")
            a, b = statistics.median(ours), statistics.median(theirs)
            print(f"{tokenizer.parent.name:22} ours {a:6.2f} s, {size / a:5.1f} MB/s   theirs {b:6.2f} s, {size / b:5.1f} MB/s   {b / a:5.2f} times")


if __name__ == "__main__":
    main()
