#!/usr/bin/env bash
# tokenizer.json is not the whole tokenizer: what stands beside it changes the ids.
#
# The usual belief: whoever reads tokenizer.json as the library 'tokenizers' does gets the ids that transformers gives.
# Seen with transformers 5.24.0, tokenizers 0.23.3: with a class that has a constructor of its own (BertTokenizer), do_lower_case
# of tokenizer_config.json wins over the normaliser in tokenizer.json; with the class of no family (TokenizersBackend) the file
# wins; a folder that names no class gets that of its model_type.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.24.0 tokenizers==0.23.3
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" - "$folder/model" 2>/dev/null <<'PYTHON'
import json, os, sys
import tokenizers, transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import AutoTokenizer

print("transformers", transformers.__version__, "tokenizers", tokenizers.__version__)
folder = sys.argv[1]
os.makedirs(folder)
pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "The", "Cat"]
lowers = Tokenizer(models.WordPiece({piece: index for index, piece in enumerate(pieces)}, unk_token="[UNK]"))
lowers.normalizer = normalizers.BertNormalizer(lowercase=True)
lowers.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
lowers.save(f"{folder}/tokenizer.json")
json.dump({"model_type": "bert"}, open(f"{folder}/config.json", "w"))
seen = {"tokenizers alone": Tokenizer.from_file(f"{folder}/tokenizer.json").encode("The Cat").ids}
for name in ["BertTokenizer", "TokenizersBackend", None]:
    settings = {"do_lower_case": False, "unk_token": "[UNK]"}
    json.dump({**settings, **({"tokenizer_class": name} if name else {})}, open(f"{folder}/tokenizer_config.json", "w"))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    seen[str(name)] = tokenizer.encode("The Cat", add_special_tokens=False)
for name, ids in seen.items():
    print(f"{name}: {[pieces[index] for index in ids]}")
wanted = {"tokenizers alone": [5, 6], "BertTokenizer": [7, 8], "TokenizersBackend": [5, 6], "None": [7, 8]}
sys.exit(0 if seen == wanted else print(f"this has changed: {seen}, seen before: {wanted}") or 1)
PYTHON
