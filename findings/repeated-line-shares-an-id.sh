#!/usr/bin/env bash
# A vocab.txt that repeats a line and lacks a special token: two tokens get one id, and nothing says so.
#
# The usual belief: a token that is missing from a vocabulary is added behind it, with an id of its own.
# Seen with transformers 5.24.0 (4.57.6 alike): the id is the number of pieces, not one more than the greatest. A repeated line
# leaves a gap, so '[SEP]' gets the id that 'cat' has, and a model reads the one for the other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.24.0 tokenizers==0.23.3
mkdir "$folder/model"
printf '[PAD]\n[UNK]\n[CLS]\nthe\nthe\ncat\n' >"$folder/model/vocab.txt"
printf '{"model_type": "bert"}' >"$folder/model/config.json"
printf '{"tokenizer_class": "BertTokenizer"}' >"$folder/model/tokenizer_config.json"
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" - "$folder/model" 2>/dev/null <<'PYTHON'
import sys
import transformers

tokenizer = transformers.AutoTokenizer.from_pretrained(sys.argv[1])
seen = (tokenizer.sep_token_id, tokenizer.convert_tokens_to_ids("cat"), tokenizer.encode("the cat"))
print("transformers", transformers.__version__, "[SEP], 'cat', 'the cat':", seen)
wanted = (5, 5, [2, 4, 5, 5])
sys.exit(0 if seen == wanted else print(f"this has changed, seen before: {wanted}") or 1)
PYTHON
