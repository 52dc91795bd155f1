#!/usr/bin/env bash
# A generation_config.json that says nothing of the end of a text silences the end token in config.json.
#
# The usual belief: what generation_config.json leaves out is looked for in config.json, as it is where there is no such file.
# Seen with transformers 5.24.0, torch 2.15.0: with an empty generation_config.json the text goes on behind the end token until
# max_new_tokens; without the file it ends there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 transformers==5.24.0 safetensors==0.8.0
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" - "$folder/model" <<'PYTHON'
import json, os, sys
import torch, transformers
from transformers import GPT2Config, GPT2LMHeadModel

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
print("transformers", transformers.__version__, "torch", torch.__version__)
folder = sys.argv[1]
torch.manual_seed(0)
configuration = GPT2Config(
    n_layer=1, n_head=2, n_embd=8, vocab_size=11, n_positions=16, bos_token_id=0, eos_token_id=0, initializer_range=1.0)
model = GPT2LMHeadModel(configuration).eval()
ids = torch.tensor([[1, 2, 3]])
with torch.no_grad():
    following = int(model(ids).logits[0, -1].argmax())
model.config.eos_token_id = following
model.save_pretrained(folder)
generation = f"{folder}/generation_config.json"
seen = {}
for name in ["no file", "a file that does not say"]:
    if os.path.exists(generation):
        os.remove(generation)
    if name != "no file":
        json.dump({"_from_model_config": False}, open(generation, "w"))
    loaded = GPT2LMHeadModel.from_pretrained(folder).eval()
    made = loaded.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=5, do_sample=False, pad_token_id=0)
    seen[name] = made.shape[1] - 3
    print(f"{name}: {seen[name]} tokens, the first is config.json's eos_token_id: {int(made[0, 3]) == following}")
wanted = {"no file": 1, "a file that does not say": 5}
sys.exit(0 if seen == wanted else f"this has changed: {seen}, seen before: {wanted}")
PYTHON
