#!/usr/bin/env bash
# A checkpoint whose configuration ties head and embedding, but whose file holds two different tensors, is loaded with both.
#
# The usual belief: tie_word_embeddings true makes them one, whatever the file holds, as transformers 4 did.
# Seen with transformers 5.24.0, torch 2.15.0: both are kept as stored, and a warning says that they are not tied.
# Where only one of them is stored, or both are equal, they are one.
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
GPT2LMHeadModel(configuration).save_pretrained(folder)
stored = load_file(f"{folder}/model.safetensors")
seen = {}
for name, head in [
    ("only the embedding stored", None),
    ("both stored, equal", stored["transformer.wte.weight"].clone()),
    ("both stored, different", torch.randn(11, 8)),
]:
    tensors = dict(stored) if head is None else {**stored, "lm_head.weight": head}
    save_file(tensors, f"{folder}/model.safetensors", metadata={"format": "pt"})
    model = GPT2LMHeadModel.from_pretrained(folder)
    expected = stored["transformer.wte.weight"] if head is None else head
    assert model.config.tie_word_embeddings
    assert torch.equal(model.transformer.wte.weight, stored["transformer.wte.weight"])
    assert torch.equal(model.lm_head.weight, expected)
    seen[name] = model.lm_head.weight is model.transformer.wte.weight
    print(f"{name}: {'one tensor' if seen[name] else 'two tensors'}")
wanted = {"only the embedding stored": True, "both stored, equal": True, "both stored, different": False}
sys.exit(0 if seen == wanted else f"this has changed: {seen}, seen before: {wanted}")
PYTHON
