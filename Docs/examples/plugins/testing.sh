# What the tests of the examples share; to be sourced from the folder of one, with its name in `name`.
#
# Builds the plugin, checks it against the contract and installs it into a registry of its own, so that nothing is
# left in yours. EXPLAINER names the program, should it not be on the path. `set --` before says with which options
# 'explainer conform' tries it, where not any text will do.
explainer=${EXPLAINER:-explainer}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
XDG_CONFIG_HOME=$scratch
export XDG_CONFIG_HOME
unset EXPLAINER_REGISTRY

"$explainer" build .
"$explainer" conform . "$@"
"$explainer" install "build/$name-0.1.0.explainer"

answer() { # ARGUMENTS…: the answer as JSON, in $scratch/answer.json
  "$explainer" run "$name" --format json --output "$scratch/answer.json" --quiet "$@"
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

expect_below() { # MEMBER VALUE: the first member of that name is at most the value
  awk -v key="\"$1\":" -v most="$2" '
    $1 == key { seen = 1; if (!($2 + 0 <= most + 0)) { print key, $2, "above", most; exit 1 }; exit 0 }
    END { if (!seen) { print "no", key; exit 1 } }' "$scratch/answer.json"
}

expect_refusal() { # STATUS WORDS ARGUMENTS…: the call fails with that exit code, saying these words
  wanted=$1 words=$2
  shift 2
  status=0
  "$explainer" run "$name" "$@" > /dev/null 2> "$scratch/errors" || status=$?
  if [ "$status" -ne "$wanted" ] || ! grep -qF -e "$words" "$scratch/errors"; then
    echo "exit code $status, expected $wanted with '$words':"
    cat "$scratch/errors"
    exit 1
  fi
}
