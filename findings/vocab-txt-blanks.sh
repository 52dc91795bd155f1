#!/usr/bin/env bash
# A blank behind a piece in vocab.txt: transformers 5.24.0 takes it off, 4.57.6 keeps it, so the same folder gives other ids.
#
# The usual belief: lines of vocab.txt are pieces as they stand, and what one version reads, the next one reads alike.
# Seen with transformers 5.24.0 and 4.57.6 (tokenizers as each of them wants): 'cat ' is the piece 'cat' in 5.24.0 and one that
# no text can hold in 4.57.6, whose 'cat' is then the unknown token.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/model"
printf '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat \n' >"$folder/model/vocab.txt"
printf '{"model_type": "bert"}' >"$folder/model/config.json"
printf '{"tokenizer_class": "BertTokenizer"}' >"$folder/model/tokenizer_config.json"
for pin in transformers==5.24.0 transformers==4.57.6; do
  python3 -m venv "$folder/$pin"
  "$folder/$pin/bin/pip" install --quiet --disable-pip-version-check "$pin"
  HF_HUB_OFFLINE=1 "$folder/$pin/bin/python" - "$folder/model" 2>/dev/null <<'PYTHON' | tee -a "$folder/seen"
import sys
import transformers
print(transformers.__version__, transformers.AutoTokenizer.from_pretrained(sys.argv[1]).encode("the cat", add_special_tokens=False))
PYTHON
done
printf '5.24.0 [5, 6]\n4.57.6 [5, 1]\n' >"$folder/wanted"
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
