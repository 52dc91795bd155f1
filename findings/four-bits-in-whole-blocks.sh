#!/usr/bin/env bash
# bitsandbytes widens 4-bit weights wrongly on CPUs with AVX-512 where rows are no whole blocks.
#
# The usual belief: a checkpoint in NF4 means the same numbers on a CPU as on a GPU. Seen with bitsandbytes 0.50.2: a block is 64 numbers of
# the whole weight, whatever its rows; the CPU kernel of dequantize_4bit takes blocks of rows that are no multiple of 64 from the wrong
# places, from the second row on, without a word: errors as large as the weights. Its plain code, used for odd rows, is right.
# (Rows of most large models are multiples of 64. Where the CPU has no AVX-512 another kernel runs, and this says so.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check bitsandbytes==0.50.2 torch==2.15.0 numpy==2.4.6
"$folder/venv/bin/python" - 2>/dev/null <<'PYTHON' | tee "$folder/seen"
import torch
import bitsandbytes.functional as bnb
if torch.backends.cpu.get_cpu_capability() != "AVX512":
    print("this CPU has no AVX-512")
    raise SystemExit
torch.manual_seed(0)
for rows, width in ((2, 64), (2, 112), (3, 48), (2, 128)):
    weight = torch.randn(rows, width)
    codes, state = bnb.quantize_4bit(weight, blocksize=64, quant_type="nf4")
    pairs = torch.stack([codes.flatten() >> 4, codes.flatten() & 15], -1).flatten().long()
    blocks = torch.arange(rows * width) // 64
    meant = (state.code[pairs[: rows * width]] * state.absmax[blocks]).view(rows, width)
    found = bnb.dequantize_4bit(codes, state)
    wrong = sorted(set((found != meant).nonzero()[:, 0].tolist()))
    print(rows, "rows of", width, "| rows that differ", wrong)
PYTHON
grep -q "no AVX-512" "$folder/seen" && exit 0
cat >"$folder/wanted" <<'SEEN'
2 rows of 64 | rows that differ []
2 rows of 112 | rows that differ [1]
3 rows of 48 | rows that differ [1, 2]
2 rows of 128 | rows that differ []
SEEN
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
