#!/usr/bin/env python3
"""Our product kernels beside OpenBLAS on GPT-2's shapes, one thread, in turns: OpenBLAS's time divided by ours.

    python3 Tests/Performance/products.py

Compiles products.c with the kernels' sources; needs a C compiler and libopenblas0. One row is measured against sgemm
here, as OpenBLAS's matrix routine is what the program calls.
"""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

with tempfile.TemporaryDirectory() as folder:
    compiler = shutil.which("clang") or shutil.which("cc") or sys.exit("there is no C compiler")
    sources = [*sorted((ROOT / "Sources/CKernels").glob("*.c")), ROOT / "Sources/COpenBLAS/openblas.c"]
    subprocess.run(
        [compiler, "-O2", "-w", f"-I{ROOT}/Sources/CKernels/include", f"-I{ROOT}/Sources/COpenBLAS/include",
         str(Path(__file__).with_name("products.c")), *map(str, sources), "-lm", "-ldl", "-lpthread",
         "-o", f"{folder}/products"], check=True)
    sys.exit(subprocess.run([f"{folder}/products"], check=False).returncode)
