#!/usr/bin/env bash
# model.safetensors.index.json says which files there are; which tensor is in which of them it does not decide.
#
# The usual belief: weight_map is looked up to find a tensor, so a wrong entry is an error, or a tensor that is not found.
# Seen with transformers 5.24.0, torch 2.15.0: with every entry but one moved to the wrong shard, and that one left out, the model
# loads as it was saved. A tensor that two shards hold comes from the later one by name, whatever weight_map says.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 transformers==5.24.0 safetensors==0.8.0
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" - "$folder/model" <<'PYTHON'
import json, os, sys
import torch, transformers
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
print("transformers", transformers.__version__, "torch", torch.__version__)
folder = sys.argv[1]
os.makedirs(folder)
torch.manual_seed(0)
configuration = GPT2Config(n_layer=2, n_head=2, n_embd=8, vocab_size=11, n_positions=16, bos_token_id=0, eos_token_id=0)
model = GPT2LMHeadModel(configuration).eval()
configuration.save_pretrained(folder)
tensors = {name: tensor.clone() for name, tensor in model.state_dict().items() if name != "lm_head.weight"}
names = sorted(tensors)
shards = {f"model-0000{number}-of-00002.safetensors": names[number - 1 :: 2] for number in (1, 2)}
first, second = shards

def load(weight_map, extra={}):
    for file, held in shards.items():
        save_file({**{name: tensors[name] for name in held}, **extra.get(file, {})}, f"{folder}/{file}", {"format": "pt"})
    json.dump({"metadata": {}, "weight_map": weight_map}, open(f"{folder}/model.safetensors.index.json", "w"))
    return GPT2LMHeadModel.from_pretrained(folder).state_dict()

right = {name: file for file, held in shards.items() for name in held}
wrong = {name: second if file == first else first for name, file in right.items()}
del wrong[names[0]]
loaded = load(wrong)
seen = {"wrong map": all(torch.equal(loaded[name], tensors[name]) for name in names)}
name = shards[first][0]
loaded = load(right, {second: {name: tensors[name] + 1}})
seen["twice, the map says the first"] = "second" if torch.equal(loaded[name], tensors[name] + 1) else "first"
for what, value in seen.items():
    print(f"{what}: {value}")
wanted = {"wrong map": True, "twice, the map says the first": "second"}
sys.exit(0 if seen == wanted else f"this has changed: {seen}, seen before: {wanted}")
PYTHON
