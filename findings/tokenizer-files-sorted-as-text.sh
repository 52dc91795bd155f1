#!/usr/bin/env bash
# fast_tokenizer_files names tokenizer files by version; they are sorted as text, so a file for 10 hides one for 4.9.
#
# The usual belief: of the files a tokenizer_config.json lists, the newest that is not newer than the library is read.
# Seen with transformers 5.24.0: the list is sorted as text and left at the first file that is too new, so beside
# 'tokenizer.10.json' the file 'tokenizer.4.9.json' is never looked at, and 'tokenizer.json' is read; without the one, the other is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.24.0 tokenizers==0.23.3
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" - "$folder/model" 2>/dev/null <<'PYTHON'
import json, os, sys
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoTokenizer

print("transformers", transformers.__version__)
folder = sys.argv[1]
os.makedirs(folder)
json.dump({"model_type": "bert"}, open(f"{folder}/config.json", "w"))
words = {"tokenizer.json": "plain", "tokenizer.4.9.json": "four", "tokenizer.10.json": "ten"}
for name, word in words.items():
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, word: 1}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(f"{folder}/{name}")
seen = {}
for names in [["tokenizer.json", "tokenizer.4.9.json"], list(words)]:
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "[UNK]", "fast_tokenizer_files": names}
    json.dump(settings, open(f"{folder}/tokenizer_config.json", "w"))
    read = AutoTokenizer.from_pretrained(folder)
    seen[len(names)] = [name for name in words if read.encode(words[name]) == [1]]
    print(f"of {names}: {seen[len(names)]}")
wanted = {2: ["tokenizer.4.9.json"], 3: ["tokenizer.json"]}
sys.exit(0 if seen == wanted else print(f"this has changed: {seen}, seen before: {wanted}") or 1)
PYTHON
