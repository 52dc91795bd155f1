#!/bin/sh
# Removes what install.sh put below PREFIX, and the folders that are empty then: uninstall.sh PREFIX
set -eu
prefix=$1
list="$prefix/share/explainer/installed-files"
if [ ! -f "$list" ]; then
  echo "uninstall: nothing of ours is installed in $prefix ($list is missing)" >&2
  exit 66
fi
files=$(cat "$list")
printf '%s\n' "$files" | while read -r file; do
  case "/$file/" in */../*) echo "uninstall: $list names '$file'" >&2; exit 65 ;; esac
  rm -f "$prefix/$file"
done
printf '%s\n' "$files" | while read -r file; do
  folder=$(dirname "$file")
  # Upwards as long as nothing else is left in it; the prefix itself stays.
  while [ "$folder" != . ] && rmdir "$prefix/$folder" 2>/dev/null; do folder=$(dirname "$folder"); done
done
echo "removed from $prefix"
