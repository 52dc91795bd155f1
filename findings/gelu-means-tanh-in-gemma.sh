#!/usr/bin/env bash
# A config.json of the first Gemma that says `"hidden_act": "gelu"`: what is computed is not that function.
#
# The usual belief: an activation's name means the same in every configuration; "gelu" is x·Φ(x) by erf, as in BERT, and the approximation by
# tanh is "gelu_pytorch_tanh". Seen with transformers 5.24.0: Gemma's class reads "gelu" as the approximation (the first released files said
# the one and meant the other), while "gelu" in a Gemma 2's hidden_activation, and in a Llama's hidden_act, is the function by erf.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.24.0
"$folder/venv/bin/python" - 2>/dev/null <<'PYTHON' | tee "$folder/seen"
from transformers import Gemma2Config, GemmaConfig, LlamaConfig
print("gemma  |", GemmaConfig.from_dict({"hidden_act": "gelu"}).hidden_act)
print("gemma2 |", Gemma2Config.from_dict({"hidden_activation": "gelu"}).hidden_activation)
print("llama  |", LlamaConfig.from_dict({"hidden_act": "gelu"}).hidden_act)
PYTHON
cat >"$folder/wanted" <<'SEEN'
gemma  | gelu_pytorch_tanh
gemma2 | gelu
llama  | gelu
SEEN
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
