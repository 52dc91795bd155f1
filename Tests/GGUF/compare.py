"""Converts checkpoints by llama.cpp's converter and compares what this program makes of checkpoint and file, and what llama.cpp
makes of the file.

    LLAMA_CPP=… python compare.py PROGRAM FOLDER=CUTTING…

CUTTING is what `tokenizer.ggml.pre` is to say. Scores of checkpoint and file may differ by 1e-4; llama.cpp's, which keeps keys and
values in 16 bits, by 0.1. Files that llama.cpp does not read (an embedding that is the head too, where it wants two) are said.
"""
from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
from safetensors.numpy import load_file

from converter import convert
from llama_cpp import Llama

TEXT = "The rainy city of 1234 people,\n  if it's there: x = y + 1"


def ask(program: str, *words: str) -> str:
    return subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout


def ids(program: str, model: str) -> list[int]:
    return json.loads(ask(program, "tokenize", "--model", model, "--text", TEXT, "--json"))["ids"]


def logits(program: str, model: str, output: str) -> numpy.ndarray:
    ask(program, "trace", "--model", model, "--text", TEXT, "--sites", "logits", "--truncate", "--output", output)
    return load_file(output)["logits"]


def main() -> int:
    program, *wanted = sys.argv[1:]
    failures = 0
    for one in wanted:
        folder, cutting = one.rsplit("=", 1)
        with tempfile.TemporaryDirectory() as scratch:
            file = f"{scratch}/model.gguf"
            convert(Path(folder), Path(file), cutting)
            tokens = [ids(program, folder), ids(program, file)]
            rows = [logits(program, model, f"{scratch}/rows.safetensors") for model in (folder, file)]
            apart = float(numpy.abs(rows[0] - rows[1]).max())
            try:
                llama = Llama(file)
                theirs = numpy.array(llama.logits(tokens[1][: len(rows[1])]))
                away = float(numpy.abs(theirs - rows[1]).max())
                words = f"llama.cpp {away:.4f}, its ids {'the same' if llama.tokenize(TEXT) == tokens[1] else 'others'}"
            except ValueError as problem:
                away, words = 0.0, str(problem)
            isRight = apart < 1e-4 and away < 0.1 and tokens[0] == tokens[1]
            failures += not isRight
            print(f"{'ok  ' if isRight else 'FAIL'} {Path(folder).name}: checkpoint {apart:.1e}, ids "
                  f"{'the same' if tokens[0] == tokens[1] else 'others'}, {words}")
    return 1 if failures else 0


sys.exit(main())
