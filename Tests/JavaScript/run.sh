#!/usr/bin/env bash
# The scripts of pages as code: their types by tsc, page by page, and a linter. Needs what Debian 12 has:
# apt-get install node-typescript eslint
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# Where Debian's packages of Node.js lie, whichever Node.js is installed.
export NODE_PATH=/usr/share/nodejs
project=$(mktemp --suffix=.json)
trap 'rm -f "$project"' EXIT
cd "$root"

check() { # NAME FILE…: the types of the scripts of one page
  local name=$1 files
  shift
  files=$(printf ', "%s"' "$here/views.d.ts" "${@/#/"$root/"}")
  echo "{\"extends\": \"$here/tsconfig.json\", \"files\": [${files:2}]}" >"$project"
  tsc -p "$project"
  echo "$name: types are right"
}

check page Tests/JavaScript/outline.d.ts Sources/ExplainerViews/Page/*.js
check frame Sources/ExplainerViews/Page/{words,pointer}.js Sources/ExplainerViews/Frame/*.js
for view in Plugins/*/View; do
  shared=()
  if [[ $view = *Attention* ]]; then shared=(Tests/JavaScript/attention.d.ts Plugins/AttentionView/*.js); fi
  check "$view" "${shared[@]}" "$view"/*.js
done
eslint --no-eslintrc --config "$here/eslintrc.yaml" Sources/ExplainerViews/{Page,Frame} Plugins
echo "eslint has nothing to say"
