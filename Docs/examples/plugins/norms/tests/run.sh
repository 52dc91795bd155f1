#!/bin/sh
# Builds the library, installs it by its description into a registry of its own, and compares with numbers that numpy
# gives for the same states, as 'explainer trace' writes them. EXPLAINER names the program, should it not be on the path.
set -eu
cd "$(dirname "$0")/.."
explainer=${EXPLAINER:-explainer}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
XDG_CONFIG_HOME=$scratch
export XDG_CONFIG_HOME
unset EXPLAINER_REGISTRY

make --no-print-directory
"$explainer" install norms.json
"$explainer" import norms

answer() { # ENTRY ARGUMENTS…: the answer as JSON, in $scratch/answer.json
  entry=$1
  shift
  "$explainer" run "$entry" --format json --output "$scratch/answer.json" --quiet "$@"
}

expect() { # OUTPUT PLACE VALUE: number PLACE (from 1) of the output's values is within 0.1 % of the value
  tr -d ' \n' <"$scratch/answer.json" | sed "s/.*\"$1\":{[^}]*\"values\":\([^}]*\)}.*/\1/; s/[][]//g; s/,/\n/g" |
    awk -v place="$2" -v expected="$3" -v name="$1" '
      NR == place {
        seen = 1
        gap = $1 > expected ? $1 - expected : expected - $1
        if (gap > 0.001 * expected) { print name, $1, "expected", expected; exit 1 }
      }
      END { if (!seen) { print "no number", place, "of", name; exit 1 } }'
}

text=" Heathrow airport is in the city of"
answer residual_norms --model demo-gpt2 --text "$text"
expect norm 1 33.3178 # layer 0, the first of 8 tokens
expect norm 48 22.3653 # layer 5, the last
answer residual_norms --model demo-gpt2 --text "$text" --p 1
expect norm 48 203.546
answer residual_turns --model demo-gpt2 --text "$text"
expect angle 20 19.4354 # layer 2, the fourth token
expect greatest 3 19.4354 # layer 2

refusal() { # STATUS WORDS ARGUMENTS…: the call fails with that exit code, saying these words
  wanted=$1 words=$2
  shift 2
  status=0
  "$explainer" run "$@" >/dev/null 2>"$scratch/errors" || status=$?
  if [ "$status" -ne "$wanted" ] || ! grep -qF -e "$words" "$scratch/errors"; then
    echo "exit code $status, expected $wanted with '$words':"
    cat "$scratch/errors"
    exit 1
  fi
}
refusal 64 "from 0.1 to 100" residual_norms --model demo-gpt2 --text "$text" --p 0
refusal 65 "does not fit" residual_norms --model demo-bart --text "$text"

# A signature that lies: the function writes a float a token, and the description gives it room for one. One message
# names the argument, and nothing else happens.
sed 's/"shape": \["rows"\]/"shape": [1]/' norms.json >lying.json
trap 'rm -rf "$scratch" lying.json' EXIT
"$explainer" update lying.json
refusal 70 "norms_of_rows wrote past the end of 'norm'" residual_norms --model demo-gpt2 --text "$text"

"$explainer" uninstall norms
echo "norms: all tests passed"
