#!/usr/bin/env bash
# A config.json of Mistral that says nothing of a sliding window: there is one, of 4096 tokens.
#
# The usual belief: a window is what a file asks for, so a file without the key has none, and leaving out a key that is null changes
# nothing. Seen with transformers 5.24.0: the class fills in 4096 for Mistral, as it was trained first, so only a null that is written turns
# the window off. Mixtral, of the same makers and with the same key, has none when it is silent, and Qwen2 has none even where a number is
# written, unless use_sliding_window is true.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.24.0
"$folder/venv/bin/python" - 2>/dev/null <<'PYTHON' | tee "$folder/seen"
import json
from transformers import MistralConfig, MixtralConfig, Qwen2Config
for name, kind in [("mistral", MistralConfig), ("mixtral", MixtralConfig), ("qwen2", Qwen2Config)]:
    for words, text in [("silent", "{}"), ("null", '{"sliding_window": null}'), ("512", '{"sliding_window": 512}')]:
        print(name, words, "|", kind.from_dict(json.loads(text)).sliding_window)
print("qwen2 512 and used |", Qwen2Config.from_dict({"sliding_window": 512, "use_sliding_window": True}).sliding_window)
PYTHON
cat >"$folder/wanted" <<'SEEN'
mistral silent | 4096
mistral null | None
mistral 512 | 512
mixtral silent | None
mixtral null | None
mixtral 512 | 512
qwen2 silent | None
qwen2 null | None
qwen2 512 | None
qwen2 512 and used | 512
SEEN
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
