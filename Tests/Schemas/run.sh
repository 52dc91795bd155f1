#!/usr/bin/env bash
# Validates what the program writes, and what is written for it, against the schemas of the documents: run.sh BUILD_FOLDER
# Needs python3-jsonschema.
set -euo pipefail
build=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

document=$(mktemp -d)
trap 'rm -rf "$document"' EXIT
"$build/explainer" run predictions --model demo-gpt2 --text "The keys" --generate 3 --format json >"$document/predictions.json"
"$build/explainer" run rankings --model demo-gpt2 --text "The keys" --watch " is" --format json >"$document/rankings.json"
"$build/explainer" run activations --model demo-bert --text - --window 64 --n-components 5 --exclude-special --format json \
  <Docs/examples/passage.txt >"$document/activations.json"
"$build/explainer" run predictions --model demo-bert --text "The cat sat on the [MASK]." --format json >"$document/masks.json"
"$build/explainer" run predictions --model demo-bart --text "The keys to the cabinet <mask> on the table." --generate 3 \
  --format json >"$document/decoder.json"
for view in head neuron model; do
  "$build/explainer" run "attention_${view}_view" --model demo-bert --sentence-a "The cat sat on the mat" \
    --sentence-b "The cat lay on the rug" --format json >"$document/attention_${view}_view.json"
  "$build/explainer" run "attention_${view}_view" --model demo-bart --sentence-a "The cat sat." --sentence-b "A cat." \
    --format json >"$document/attention_${view}_view_of_stacks.json"
done
/usr/bin/python3 - "$document" <<'PYTHON'
import glob, json, sys
import jsonschema
views = [f"attention_{view}_view" for view in ("head", "neuron", "model")]
for file, name in [
    ("predictions", "predictions"), ("masks", "predictions"), ("decoder", "predictions"), ("rankings", "rankings"),
    ("activations", "activations"), *((view, view) for view in views), *((f"{view}_of_stacks", view) for view in views),
]:
    document = json.load(open(f"{sys.argv[1]}/{file}.json", encoding="utf-8"))
    jsonschema.validate(document, json.load(open("Docs/explanation.schema.json", encoding="utf-8")))
    (schema,) = glob.glob(f"Plugins/*/{name}.schema.json")
    jsonschema.validate(document["result"], json.load(open(schema, encoding="utf-8")))
    print(f"{file}: the document and its result are as their schemas say")
for file, schema in [
    ("registry.json", "registry"),
    ("Docs/examples/plugins/norms/norms.json", "functions"),
]:
    jsonschema.validate(
        json.load(open(file, encoding="utf-8")), json.load(open(f"Docs/{schema}.schema.json", encoding="utf-8")))
    print(f"{file} is as its schema says")
PYTHON

for study in agreement facts factors heads; do
  "$build/explainer-yaml" <"Docs/examples/chains/$study.yaml" >"$document/$study.yaml.json"
done
/usr/bin/python3 - "$document" <<'PYTHON'
import json, sys
import jsonschema
schema = json.load(open("Docs/chain.schema.json", encoding="utf-8"))
for study in ["agreement", "facts", "factors", "heads"]:
    jsonschema.validate(json.load(open(f"{sys.argv[1]}/{study}.yaml.json", encoding="utf-8"))["value"], schema)
    print(f"{study}.yaml is as its schema says")
PYTHON
