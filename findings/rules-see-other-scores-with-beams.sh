#!/usr/bin/env bash
# Rules of generation are given logits in greedy search and log-probabilities in beam search.
#
# The usual belief: repetition_penalty (which divides what is positive and multiplies what is negative) does the same to a token
# however the text is searched.
# Seen with transformers 5.24.0, torch 2.15.0: a processor sees raw scores with one beam and log-probabilities, all below zero,
# with two, so one setting penalises by another measure.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 transformers==5.24.0 safetensors==0.8.0
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" - "$folder/model" <<'PYTHON'
import json, os, sys
import torch, transformers
from transformers import GPT2Config, GPT2LMHeadModel
from transformers import LogitsProcessor, LogitsProcessorList

transformers.logging.set_verbosity_error()
print("transformers", transformers.__version__, "torch", torch.__version__)
torch.manual_seed(0)
configuration = GPT2Config(
    n_layer=1, n_head=2, n_embd=8, vocab_size=11, n_positions=16, bos_token_id=0, eos_token_id=0, initializer_range=1.0)
model = GPT2LMHeadModel(configuration).eval()
ids = torch.tensor([[1, 2, 3]])

class Watch(LogitsProcessor):
    def __init__(self):
        self.first = None

    def __call__(self, input_ids, scores):
        if self.first is None:
            self.first = scores[0].clone()
        return scores

with torch.no_grad():
    logits = model(ids).logits[0, -1]
seen = {}
for beams in (1, 2):
    watch = Watch()
    model.generate(
        ids, attention_mask=torch.ones_like(ids), num_beams=beams, do_sample=False, max_new_tokens=2, pad_token_id=0,
        logits_processor=LogitsProcessorList([watch]))
    if torch.allclose(watch.first, logits, atol=1e-5):
        seen[beams] = "logits"
    elif torch.allclose(watch.first, logits.log_softmax(-1), atol=1e-5):
        seen[beams] = "log-probabilities"
    else:
        seen[beams] = "something else"
    print(f"num_beams {beams}: a processor sees {seen[beams]}")
assert (logits > 0).any()
wanted = {1: "logits", 2: "log-probabilities"}
sys.exit(0 if seen == wanted else f"this has changed: {seen}, seen before: {wanted}")
PYTHON
