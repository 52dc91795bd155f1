#!/usr/bin/env bash
# Passes the tests that were built: Tests/run.sh BUILD_FOLDER [--skip EXPRESSION]
#
# In four processes side by side, for most tests wait for programs and clocks, and each process only has as many threads
# as there are cores: on two cores a third of the time of 'swift test'. Each test is in one of them: the last has what
# the others have not. EXPRESSION leaves out more.
set -euo pipefail
bundle=$(cd "$1" && pwd)/explainerPackageTests.xctest
shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."

commands='^CommandTests\.'
hub='^HuggingFaceHubTests\.'
host='^(ExplainerHostTests|ExplainerChainsTests)\.'
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

lane() { # NAME EXPRESSIONS…: prints what failed, and the line that sums up
  local name=$1 status=0
  shift
  "$bundle" --testing-library swift-testing "$@" >"$logs/$name" 2>&1 </dev/null || status=$?
  [ "$status" = 0 ] || grep -vE '^(◇|✔)' "$logs/$name" || true
  printf '%s: %s\n' "$name" "$(grep -E '^(✔|✘) Test run with ' "$logs/$name" || echo "ended with $status")"
  return "$status"
}

lanes=()
lane commands --filter "$commands" "$@" & lanes+=($!)
lane host --filter "$host" "$@" & lanes+=($!)
lane hub --filter "$hub" "$@" & lanes+=($!)
lane others --skip "$commands" --skip "$hub" --skip "$host" "$@" & lanes+=($!)
status=0
for lane in "${lanes[@]}"; do wait "$lane" || status=1; done
exit "$status"
