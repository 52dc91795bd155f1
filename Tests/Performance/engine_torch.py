"""PyTorch's part of engine.py: answers 'way there' and 'way back' with seconds, as the timing program does, for the same checkpoint.

    engine_torch.py FOLDER

Weights are frozen; the gradients are those of one token's score at the embeddings and at every block's output.
"""
import sys
import time

import torch
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM

folder = sys.argv[1]
model = (AutoModelForMaskedLM if "bert" in folder.rsplit("/", 1)[-1] else AutoModelForCausalLM).from_pretrained(folder)
model.eval().requires_grad_(False)
is_bert = model.config.model_type == "bert"
body, head = (model.bert, model.cls) if is_bert else (model.transformer, model.lm_head)
ids = torch.tensor([[(at * 7919 + 104_729) % (model.config.vocab_size - 1000) + 500 for at in range(128)]])


def score(embedded):
    states = body(inputs_embeds=embedded, output_hidden_states=True, use_cache=False)
    return states.hidden_states, head(states.last_hidden_state[:, -1])[0, 700]


for line in sys.stdin:
    start = time.perf_counter()
    if line.split() == ["way", "back"]:
        embedded = body.get_input_embeddings()(ids).requires_grad_()
        states, value = score(embedded)
        torch.autograd.grad(value, states[1:] + (embedded,))
    else:
        with torch.no_grad():
            score(body.get_input_embeddings()(ids))
    print(time.perf_counter() - start, flush=True)
