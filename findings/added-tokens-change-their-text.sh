#!/usr/bin/env bash
# An added token asked for by its id has another text than the one that was added, since tokenizers 0.23.
#
# The usual belief: a token that is added keeps the text it was added with, and an upgrade of the library decodes the same ids to the same
# text. Seen: where a tokenizer normalises texts and the token takes part in that (normalized=True, the default of tokens that are not special),
# 0.23.3 gives what the normaliser makes of it, by id_to_token and decode, though token_to_id still knows it by the text that was added
# and by no other: from text to id and back is not the same text. 0.22.2 keeps the text that was added. The ids of texts are the same in both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for package in tokenizers==0.22.2 tokenizers==0.23.3; do
  python3 -m venv "$folder/$package"
  "$folder/$package/bin/pip" install --quiet --disable-pip-version-check "$package"
  "$folder/$package/bin/python" - <<'PYTHON'
import tokenizers
from tokenizers import AddedToken, Tokenizer, models, normalizers

tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1}, unk_token="[UNK]"))
tokenizer.normalizer = normalizers.Lowercase()
tokenizer.add_tokens([AddedToken("New York", normalized=True), AddedToken("Old York", normalized=False)])
for text in ("NEW YORK", "Old York"):
    ids = tokenizer.encode(text).ids
    print(tokenizers.__version__, "|", text, "|", ids, "|", tokenizer.decode(ids), "|", tokenizer.id_to_token(ids[0]))
print(tokenizers.__version__, "| ids by text |", tokenizer.token_to_id("New York"), tokenizer.token_to_id("new york"))
PYTHON
done | tee "$folder/seen"
cat >"$folder/wanted" <<'SEEN'
0.22.2 | NEW YORK | [2] | New York | New York
0.22.2 | Old York | [3] | Old York | Old York
0.22.2 | ids by text | 2 None
0.23.3 | NEW YORK | [2] | new york | new york
0.23.3 | Old York | [3] | Old York | Old York
0.23.3 | ids by text | 2 None
SEEN
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
