#!/usr/bin/env bash
# A configuration that says both rope_parameters and the older rope_scaling: the older one counts.
#
# The usual belief: transformers 5 calls it rope_parameters, so that is what counts where a file has both, as files do that were
# written by one version and edited for the other. Seen with transformers 5.24.0: rope_scaling takes its place as a whole, whatever
# the order in the file, and what only rope_parameters said is gone: rope_theta falls back to the class's default, not to the one
# that rope_parameters gave. Only a rope_theta of its own beside them is kept.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.24.0
"$folder/venv/bin/python" - 2>/dev/null <<'PYTHON' | tee "$folder/seen"
import copy
from transformers import LlamaConfig
new = {"rope_type": "linear", "factor": 2.0, "rope_theta": 20000.0}
old = {"rope_type": "linear", "factor": 8.0}
for name, given in [
    ("new alone", {"rope_parameters": new}), ("old alone", {"rope_scaling": old}),
    ("new, then old", {"rope_parameters": new, "rope_scaling": old}), ("old, then new", {"rope_scaling": old, "rope_parameters": new}),
    ("both and a theta", {"rope_parameters": new, "rope_scaling": old, "rope_theta": 30000.0}),
]:
    found = LlamaConfig.from_dict(copy.deepcopy(given)).rope_parameters
    print(name, "| factor", found.get("factor"), "| theta", found.get("rope_theta"))
PYTHON
cat >"$folder/wanted" <<'SEEN'
new alone | factor 2.0 | theta 20000.0
old alone | factor 8.0 | theta 10000.0
new, then old | factor 8.0 | theta 10000.0
old, then new | factor 8.0 | theta 10000.0
both and a theta | factor 8.0 | theta 30000.0
SEEN
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
