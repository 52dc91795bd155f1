#!/usr/bin/env bash
# A Falcon whose positions are biases of scores (alibi, as falcon-rw): asking for attention weights gives those of another model.
#
# The usual belief: ways of computing attention differ in rounding alone, so reading weights, which only "eager" gives, is harmless. Seen with
# transformers 5.24.0 and torch 2.15.0: eager adds the biases to the scores and once more through the mask, sdpa adds them once. Logits
# differ by seven hundredths of their spread in two layers of random weights; sdpa with biases twice as large gives what eager gives.
# Without biases both agree. The models were trained with biases added once.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.24.0 torch==2.15.0
"$folder/venv/bin/python" - 2>/dev/null <<'PYTHON' | tee "$folder/seen"
import torch
from transformers import FalconConfig, FalconForCausalLM
from transformers.models.falcon import modeling_falcon

def logits(way, alibi):
    torch.manual_seed(0)
    model = FalconForCausalLM(FalconConfig(
        vocab_size=64, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, alibi=alibi, new_decoder_architecture=False,
        multi_query=False, parallel_attn=False, bias=True, attn_implementation=way)).eval()
    for weight in model.parameters():
        torch.nn.init.normal_(weight, std=0.3)
    with torch.no_grad():
        return model(torch.arange(1, 13)[None]).logits

for alibi in (False, True):
    eager, sdpa = logits("eager", alibi), logits("sdpa", alibi)
    print("alibi" if alibi else "rotary", "|", "agree" if torch.allclose(eager, sdpa, atol=1e-5) else "differ",
          "|", round(float((eager - sdpa).abs().max() / sdpa.std()), 2))
once = modeling_falcon.build_alibi_tensor
modeling_falcon.build_alibi_tensor = lambda *arguments, **named: 2 * once(*arguments, **named)
print("sdpa with biases twice as large | agrees with eager:", torch.allclose(eager, logits("sdpa", True), atol=1e-5))
PYTHON
cat >"$folder/wanted" <<'SEEN'
rotary | agree | 0.0
alibi | differ | 0.07
sdpa with biases twice as large | agrees with eager: True
SEEN
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
