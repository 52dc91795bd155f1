#!/usr/bin/env bash
# A state dict saved through torch.compile ('_orig_mod.' before every name) loads, with every weight drawn at random.
#
# The usual belief: names that do not fit are an error, or the wrapper's prefix is taken off.
# Seen with transformers 5.24.0, torch 2.15.0: from_pretrained returns a model, reports the names as missing and unexpected, and its
# weights are another draw on every load. The same file with the prefix taken off gives the model that was saved.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 transformers==5.24.0 safetensors==0.8.0
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys
import torch, transformers
from safetensors.torch import load_file, save_file
from transformers import GPT2Config, GPT2LMHeadModel

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
print("transformers", transformers.__version__, "torch", torch.__version__)
folder = f"{sys.argv[1]}/model"
torch.manual_seed(0)
configuration = GPT2Config(n_layer=1, n_head=2, n_embd=8, vocab_size=11, n_positions=16, bos_token_id=0, eos_token_id=0)
model = GPT2LMHeadModel(configuration)
model.save_pretrained(folder)
stored = load_file(f"{folder}/model.safetensors")
saved = model.transformer.wpe.weight
seen = {}
for prefix in ["", "_orig_mod."]:
    save_file({prefix + name: tensor for name, tensor in stored.items()}, f"{folder}/model.safetensors", {"format": "pt"})
    first, second = (GPT2LMHeadModel.from_pretrained(folder).transformer.wpe.weight for _ in range(2))
    seen[prefix] = (torch.equal(first, saved), torch.equal(first, second))
    print(f"prefix {prefix!r}: the saved weights: {seen[prefix][0]}, the same on a second load: {seen[prefix][1]}")
wanted = {"": (True, True), "_orig_mod.": (False, False)}
sys.exit(0 if seen == wanted else f"this has changed: {seen}, seen before: {wanted}")
PYTHON
