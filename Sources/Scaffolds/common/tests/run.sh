#!/bin/sh
# Builds the plugin, checks it against the contract, installs it into a registry of its own and compares its numbers
# with ones worked out otherwise. EXPLAINER names the program, should it not be on the path.
set -eu
cd "$(dirname "$0")/.."
explainer=${EXPLAINER:-explainer}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Nothing of this is left in your own registry.
XDG_CONFIG_HOME=$scratch
export XDG_CONFIG_HOME
unset EXPLAINER_REGISTRY

"$explainer" build .
"$explainer" conform .
"$explainer" install build/@name@-0.1.0.explainer

answer() { # PARAMETERS…: the answer as JSON, in $scratch/answer.json
  "$explainer" run @name@ --model demo-gpt2 --text " Heathrow airport is in the city of" "$@" \
    --format json --output "$scratch/answer.json" --quiet
}

expect() { # MEMBER VALUE: the first member of that name is within 0.1 % of the value
  awk -v key="\"$1\":" -v expected="$2" '
    $1 == key {
      seen = 1
      found = $2 + 0
      gap = found > expected ? found - expected : expected - found
      if (gap > 0.001 * (expected < 0 ? -expected : expected)) { print key, found, "expected", expected; exit 1 }
      exit 0
    }
    END { if (!seen) { print "no", key; exit 1 } }' "$scratch/answer.json"
}

# numpy's median of the lengths of layers.N.residual.post, as `explainer trace` writes them.
answer
expect median 23.8443
expect norms_not_finite 0
answer --from-layer 3 --relative
expect layer 3
expect median 41.8135

# What cannot be is refused with an exit code of its own: 64, wrong usage.
status=0
"$explainer" run @name@ --model demo-gpt2 --text "a" --from-layer 99 2> "$scratch/errors" || status=$?
[ "$status" -eq 64 ] && grep -q "0 to 5" "$scratch/errors" || { cat "$scratch/errors"; exit 1; }

echo "@name@: all tests passed"
