#!/bin/sh
# The documents as they are installed: README, its neighbours and Docs as they stand in the repository, and the files they
# link to beyond these (schemas, model cards, headers of interest), each at the same place, so that every link leads somewhere.
#
#   documents.sh FOLDER
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
documents="README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md Docs"
(cd "$root" && cp -R $documents "$folder/")
cd "$root"
find $documents -name '*.md' | while read -r document; do
  # What stands in code is no link.
  sed -e '/^ *```/,/^ *```/d' -e 's/`[^`]*`//g' "$document" | grep -oE '\]\([^)]+\)' | sed 's/^](//; s/)$//; s/#.*//' |
    while read -r link; do
      case "$link" in '' | *:*) continue ;; esac
      target=$(realpath -m --relative-to=. "$(dirname "$document")/$link")
      case "$target" in ../*) continue ;; esac
      if [ -f "$target" ] && [ ! -e "$folder/$target" ]; then
        mkdir -p "$folder/$(dirname "$target")"
        cp "$target" "$folder/$target"
      fi
    done
done
