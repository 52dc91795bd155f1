#!/usr/bin/env bash
# The author's road, with an installed program and outside the repository: in every language from `generate` to a result by
# the commands of the scaffold's own README, then through the guide; every worked example; every plugin of our own
# against the contract.
#
#   run.sh BUILD_FOLDER [LANGUAGE…]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(cd "$1" && pwd)
shift
languages=("$@")
[ "${#languages[@]}" -gt 0 ] || languages=(c cpp rust swift)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
say() { printf '\n-- %s\n' "$1"; }

# The program as an installation has it: moved away from the source tree it was built in.
prefix="$scratch/an installation/bin"
mkdir -p "$prefix"
cp -a "$build/explainer" "$build"/lib*.so "$build/explainer_Distribution.resources" "$prefix/"
export PATH="$prefix:$PATH" XDG_CONFIG_HOME="$scratch/config" EXPLAINER=explainer
unset EXPLAINER_REGISTRY EXPLAINER_SDK EXPLAINER_INCLUDE

say "the README's commands"
mkdir "$scratch/reader" && cd "$scratch/reader"
sed -n '/^```sh$/,/^```$/{/^```/d;p}' "$root/README.md" >"$scratch/commands.sh"
grep -q "explainer install" "$scratch/commands.sh"
bash -euo pipefail "$scratch/commands.sh" >"$scratch/output" 2>&1 || { cat "$scratch/output"; exit 1; }
grep -q "Length of the residual stream" "$scratch/output"
explainer uninstall stream_lengths

for language in "${languages[@]}"; do
  say "$language: generate, and every command of its README"
  mkdir -p "$scratch/projects/$language" && cd "$scratch/projects/$language"
  explainer generate stream_norms --language "$language" >/dev/null
  cd stream_norms
  sed -n '/^```sh$/,/^```$/{/^```/d;p}' README.md >"$scratch/commands.sh"
  grep -q "explainer run stream_norms" "$scratch/commands.sh"
  bash -euo pipefail "$scratch/commands.sh" >"$scratch/output" 2>&1 || { cat "$scratch/output"; exit 1; }
  grep -q "Length of the residual stream" "$scratch/output"
  tail -n 12 "$scratch/output"

  say "$language: its own tests"
  sh tests/run.sh >"$scratch/output" 2>&1 || { cat "$scratch/output"; exit 1; }
  tail -n 1 "$scratch/output"

  say "$language: the guide's second figure and parameter"
  python3 "$root/Tests/Authors/follow_guide.py" "$root/Docs/write-a-plugin.md" "$language"
  { explainer build && explainer update build/stream_norms-0.1.0.explainer; } >"$scratch/output" 2>&1 ||
    { cat "$scratch/output"; exit 1; }
  explainer run stream_norms --model demo-gpt2 --text " Heathrow airport is in the city of" --topk 2 >"$scratch/output"
  grep -q "Median length" "$scratch/output"
  [ "$(grep -cE '^ *layer [0-9]' "$scratch/output")" -eq 2 ]
  explainer run stream_norms --help | grep -q -- "--topk"

  say "$language: back to sources, built again, taken out"
  explainer extract stream_norms -o "$scratch/projects/$language/again" >/dev/null
  explainer build "$scratch/projects/$language/again" >"$scratch/output" 2>&1 || { cat "$scratch/output"; exit 1; }
  explainer import stream_norms
  explainer uninstall stream_norms
done

say "zig: the guide's example"
zig=()
if command -v zig >/dev/null; then zig=(zig); fi
if python3 -m ziglang version >/dev/null 2>&1; then zig=(python3 -m ziglang); fi
if [ "${#zig[@]}" -gt 0 ]; then
  mkdir "$scratch/zig" && cd "$scratch/zig"
  cp "$root/Sources/CExplainerABI/include/explainer_abi.h" .
  sed -n '/^```zig$/,/^```$/{/^```/d;p}' "$root/Docs/write-a-plugin.md" >token_count.zig
  # The commands that stand below it.
  sed -n '/^```zig$/,${/^```sh$/,/^```$/{/^```$/q;/^```/d;p}}' "$root/Docs/write-a-plugin.md" >commands.sh
  grep -q "explainer conform" commands.sh
  zig() { if [ "${zig[0]}" = zig ]; then command zig "$@"; else "${zig[@]}" "$@"; fi; }
  # shellcheck source=/dev/null
  . ./commands.sh >"$scratch/output" 2>&1 || { cat "$scratch/output"; exit 1; }
  grep "token_count conforms" "$scratch/output"
  grep -q '"count": ' "$scratch/output"
  explainer uninstall token_count
else
  echo "(left out: there is no Zig here)"
fi

# Away from the repository, as somebody copies them from an installation.
cp -R "$root/Docs/examples/plugins" "$scratch/examples"
for example in "$scratch"/examples/*/; do
  say "example $(basename "$example")"
  sh "$example/tests/run.sh" >"$scratch/output" 2>&1 || { cat "$scratch/output"; exit 1; }
  tail -n 1 "$scratch/output"
done

say "our own plugins against the contract"
python3 - "$root/registry.json" >"$scratch/plugins" <<'PYTHON'
import json, sys
for plugin in json.load(open(sys.argv[1], encoding="utf-8"))["plugins"]:
    print(plugin["library"], plugin["symbol"])
PYTHON
while read -r library symbol; do
  explainer conform "$prefix/$library" --symbol "$symbol" >"$scratch/output" || { cat "$scratch/output"; exit 1; }
  tail -n 1 "$scratch/output"
done <"$scratch/plugins"
