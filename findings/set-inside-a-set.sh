#!/usr/bin/env bash
# In a tokenizer's Split pattern '[' inside a set begins a set: BLOOM's [^(\s|[.,!?…。，、।۔،])]+ excludes ( and | too.
#
# The usual belief: inside […] only ] \ ^ - are special, as in Python's re, which ends the set at the first ']' and refuses what
# is left, or the group in it is read as one: words of anything but blanks and these marks.
# Seen with tokenizers 0.23.3: it is one set with another inside, and '(', '|' and ')' are members: each ends a word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tokenizers==0.23.3
"$folder/venv/bin/python" -W ignore - <<'PYTHON' | tee "$folder/seen"
import re
from tokenizers import Regex, pre_tokenizers
pattern = r" ?[^(\s|[.,!?…。，、।۔،])]+"
split = pre_tokenizers.Split(Regex(pattern), "isolated")
for text in ["ab cd", "a|b", "f(x)"]:
    pieces = [piece for piece, _ in split.pre_tokenize_str(text)]
    print(text, pieces)
try:
    print("re", re.findall(pattern, "ab"))
except re.error as error:
    print("re", error.msg)
PYTHON
cat >"$folder/wanted" <<'SEEN'
ab cd ['ab', ' cd']
a|b ['a', '|', 'b']
f(x) ['f', '(', 'x', ')']
re unbalanced parenthesis
SEEN
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
