#!/usr/bin/env bash
# safetensors' save_model writes one of two tied tensors, and for GPT-2 that is the head, not the embedding.
#
# The usual belief: a GPT-2 file without 'transformer.wte.weight' is broken, or its names have no prefix.
# Seen with safetensors 0.8.0, torch 2.15.0, transformers 5.24.0: save_model keeps 'lm_head.weight' alone (save_pretrained keeps
# 'transformer.wte.weight' alone), every other name has its prefix, and transformers loads either file as the same model.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 transformers==5.24.0 safetensors==0.8.0
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys
import safetensors, torch, transformers
from safetensors.torch import load_file, save_model
from transformers import GPT2Config, GPT2LMHeadModel

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
print("safetensors", safetensors.__version__, "torch", torch.__version__, "transformers", transformers.__version__)
torch.manual_seed(0)
configuration = GPT2Config(n_layer=1, n_head=2, n_embd=8, vocab_size=11, n_positions=16, bos_token_id=0, eos_token_id=0)
model = GPT2LMHeadModel(configuration).eval()
ids = torch.tensor([[1, 2, 3]])
seen = {}
for name in ["save_pretrained", "save_model"]:
    folder = f"{sys.argv[1]}/{name}"
    configuration.save_pretrained(folder)
    if name == "save_model":
        save_model(model, f"{folder}/model.safetensors")
    else:
        model.save_pretrained(folder)
    names = load_file(f"{folder}/model.safetensors").keys()
    kept = [one for one in names if "wte" in one or "lm_head" in one]
    rest = {one.split(".")[0] for one in names if one not in kept}
    loaded = GPT2LMHeadModel.from_pretrained(folder).eval()
    same = torch.equal(loaded(ids).logits, model(ids).logits)
    seen[name] = (kept, sorted(rest), same)
    print(f"{name}: of the tied two {kept}, all others below {sorted(rest)}, loads as the same model: {same}")
wanted = {
    "save_pretrained": (["transformer.wte.weight"], ["transformer"], True),
    "save_model": (["lm_head.weight"], ["transformer"], True),
}
sys.exit(0 if seen == wanted else f"this has changed: {seen}, seen before: {wanted}")
PYTHON
