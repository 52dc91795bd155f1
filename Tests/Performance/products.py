#!/usr/bin/env python3
"""Our product kernels beside OpenBLAS on the shapes of BERT and GPT-2, in turns: OpenBLAS's time divided by ours.

    python3 Tests/Performance/products.py [THREADS]

Compiles products.c with the kernels' sources; needs clang and libopenblas0, which the program itself does without.
OPENBLAS_CORETYPE should name the processor's kernels where the library is older than the processor.
"""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

with tempfile.TemporaryDirectory() as folder:
    compiler = shutil.which("clang") or shutil.which("cc") or sys.exit("there is no C compiler")
    sources = sorted((ROOT / "Sources/CKernels").glob("*.c"))
    subprocess.run(
        [compiler, "-O2", "-w", f"-I{ROOT}/Sources/CKernels/include",
         str(Path(__file__).with_name("products.c")), *map(str, sources), "-lm", "-ldl", "-lpthread",
         "-o", f"{folder}/products"], check=True)
    sys.exit(subprocess.run([f"{folder}/products", *sys.argv[1:2]], check=False).returncode)
