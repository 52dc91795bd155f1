#!/usr/bin/env bash
# One library, two ideas of punctuation: BERT's pre-tokenizer and \p{P} in a Split pattern follow different versions of Unicode.
#
# The usual belief: BertPreTokenizer cuts off exactly what \p{P} (with ASCII's symbols) matches.
# Seen with tokenizers 0.23.3: more than a hundred characters that \p{P} matches stay inside BERT's words, and at least one that
# it does not match is cut off.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tokenizers==0.23.3
"$folder/venv/bin/python" - <<'PYTHON' | tee "$folder/seen"
from tokenizers import Regex, pre_tokenizers
bert = pre_tokenizers.BertPreTokenizer()
pattern = pre_tokenizers.Split(Regex(r"\p{P}"), "isolated")
cuts = lambda step, text: len(step.pre_tokenize_str(f"x{text}y")) == 3
letters, only_bert = [], []
for code in range(0x80, 0x110000):
    if 0xD800 <= code < 0xE000:
        continue
    one, other = cuts(bert, chr(code)), cuts(pattern, chr(code))
    if other and not one:
        letters.append(code)
    if one and not other and not chr(code).isspace():
        only_bert.append(code)
print("by the pattern only:", len(letters))
print("U+111C9 and U+166D cut off by BERT only:", 0x111C9 in only_bert and 0x166D in only_bert)
PYTHON
cat >"$folder/wanted" <<'SEEN'
by the pattern only: 140
U+111C9 and U+166D cut off by BERT only: True
SEEN
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
