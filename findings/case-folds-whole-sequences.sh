#!/usr/bin/env bash
# (?i:…) in a tokenizer's Split pattern folds sequences: two letters of the pattern match one character of the text.
#
# The usual belief: a case-insensitive group matches, letter by letter, what differs in case only, as Python's re does.
# Seen with tokenizers 0.23.3: (?i:ss) matches 'ß' and 'ẞ', one character each, and (?i:ff) the ligature 'ﬀ', while (?i:s)
# does not match 'ß'. Python's re matches none of these. 'ſ' and the Kelvin sign are matched by both. So the contractions of
# GPT-4's kind of pattern, written out as a regex of another engine, cut some texts elsewhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tokenizers==0.23.3
"$folder/venv/bin/python" - <<'PYTHON' | tee "$folder/seen"
import re
from tokenizers import Regex, pre_tokenizers
for pattern, text in [("s", "ß"), ("ss", "ß"), ("ss", "ẞ"), ("ff", "ﬀ"), ("s", "ſ"), ("k", "\u212a")]:
    split = pre_tokenizers.Split(Regex(f"(?i:{pattern})"), "isolated")
    found = len(split.pre_tokenize_str(f"x{text}y")) == 3
    print(pattern, f"U+{ord(text):04X}", "tokenizers", found, "re", re.search(f"(?i:{pattern})", text) is not None)
PYTHON
cat >"$folder/wanted" <<'SEEN'
s U+00DF tokenizers False re False
ss U+00DF tokenizers True re False
ss U+1E9E tokenizers True re False
ff U+FB00 tokenizers True re False
s U+017F tokenizers True re True
k U+212A tokenizers True re True
SEEN
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
