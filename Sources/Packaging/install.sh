#!/bin/sh
# Installs a build below PREFIX, in place of an earlier one: install.sh BUILD_FOLDER PREFIX
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
prefix=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sh "$here/stage.sh" "$build" "$scratch/tree"
list=share/explainer/installed-files
(cd "$scratch/tree" && find . -type f | sed 's|^\./||' | LC_ALL=C sort) >"$scratch/files"
cp "$scratch/files" "$scratch/tree/$list"
echo "$list" >>"$scratch/tree/$list"
[ ! -f "$prefix/$list" ] || sh "$here/uninstall.sh" "$prefix"
mkdir -p "$prefix"
cp -R --preserve=mode,timestamps "$scratch/tree/." "$prefix/"
echo "installed in $prefix"
