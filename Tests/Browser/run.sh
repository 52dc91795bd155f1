#!/usr/bin/env bash
# Makes pages of every kind with a build and tests them in a browser: run.sh BUILD_FOLDER [pytest's arguments]
#
# 'run.sh --environment' only makes the environment that the tests run in, which needs the package index.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
environment="$root/.build/browser"
/usr/bin/python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check -r "$root/Tests/Browser/requirements.txt"
[ "$1" != --environment ] || exit 0
build=$(cd "$1" && pwd)
shift
cd "$root"

page=$(mktemp -d)
trap 'rm -rf "$page"' EXIT
"$build/explainer" run predictions --model demo-gpt2 --text " Heathrow airport is in the city of" -o "$page/lens.html"
"$build/explainer" run rankings --model demo-gpt2 --text "The keys to the cabinet" --watch " is" --watch " are" \
  -o "$page/rankings.html"
"$build/explainer" run activations --model demo-bert --text - --n-components 8 -o "$page/factors.html" \
  <Docs/examples/passage.txt
for view in head neuron model; do
  run() { "$build/explainer" run "attention_${view}_view" "$@"; }
  run --model demo-bert --sentence-a "The cat sat on the mat" --sentence-b "The cat lay on the rug" -o "$page/$view-pair.html"
  run --model demo-gpt2 --text "The keys </script> to 👩‍👧 the cabinet" -o "$page/$view-causal.html"
  run --model demo-bart --sentence-a "The old man looked at the door." --sentence-b "The man looked." \
    -o "$page/$view-stacks.html"
done
# Of long texts a page has not all weights; what it says is held against all of them.
for view in head neuron model; do
  "$build/explainer" run "attention_${view}_view" --model demo-bert --text - -o "$page/$view-long.html" \
    --tensors "$page/$view-long.safetensors" <Docs/examples/passage.txt
done
# Models with windows, sinks, grouped heads, experts and positions in scores.
mkdir "$page/reach"
for one in gpt_oss-head gpt_oss-model gpt_oss-neuron gemma2-head gemma2-neuron modernbert-head modernbert-model bloom-neuron \
  t5_v1_1-neuron; do
  "$build/explainer" run "attention_${one#*-}_view" --model "Tests/Fixtures/Models/${one%-*}" \
    --text "The keys to the cabinet are on the table" -o "$page/reach/$one.html"
done
# One step of it fails on purpose.
"$build/explainer" chain Tests/Browser/study.yaml --report "$page/study.html" --no-cache --quiet -o "$page" && exit 1
[ -s "$page/study.html" ]
"$build/explainer" chain Docs/examples/chains/heads.yaml --report "$page/heads-study.html" --no-cache --quiet -o "$page" >/dev/null
# Views of a plugin that did not come with the program.
/usr/bin/python3 -B Tests/Browser/stranger.py "$build" "$page"
"$environment/bin/python" -B -m pytest -q -p no:cacheprovider Tests/Browser --pages "$page" "$@"
