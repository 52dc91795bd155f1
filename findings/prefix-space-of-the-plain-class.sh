#!/usr/bin/env bash
# add_prefix_space in tokenizer_config.json, with the class that only reads the file: 4.57.6 obeys it, 5.24.0 does not.
#
# The usual belief: the same folder gives the same ids in both.
# Seen: with tokenizer_class PreTrainedTokenizerFast, 'a' is 'Ġa' in transformers 4.57.6 and 'a' in 5.24.0; with GPT2Tokenizer it
# is 'Ġa' in both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for pin in transformers==5.24.0 transformers==4.57.6; do
  python3 -m venv "$folder/$pin"
  "$folder/$pin/bin/pip" install --quiet --disable-pip-version-check "$pin"
  HF_HUB_OFFLINE=1 "$folder/$pin/bin/python" - "$folder/model" 2>/dev/null <<'PYTHON' | tee -a "$folder/seen"
import json, os, sys
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoTokenizer

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
pieces = [*sorted(pre_tokenizers.ByteLevel.alphabet()), "<unk>", "Ġa"]
tokenizer = Tokenizer(models.BPE({piece: index for index, piece in enumerate(pieces)}, [("Ġ", "a")], unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.save(f"{folder}/tokenizer.json")
json.dump({"model_type": "gpt2"}, open(f"{folder}/config.json", "w"))
for name in ["PreTrainedTokenizerFast", "GPT2Tokenizer"]:
    settings = {"tokenizer_class": name, "add_prefix_space": True, "unk_token": "<unk>"}
    json.dump(settings, open(f"{folder}/tokenizer_config.json", "w"))
    read = AutoTokenizer.from_pretrained(folder)
    print(transformers.__version__, name, read.convert_ids_to_tokens(read.encode("a")))
PYTHON
done
cat >"$folder/wanted" <<'SEEN'
5.24.0 PreTrainedTokenizerFast ['a']
5.24.0 GPT2Tokenizer ['Ġa']
4.57.6 PreTrainedTokenizerFast ['Ġa']
4.57.6 GPT2Tokenizer ['Ġa']
SEEN
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
