#!/bin/sh
# The release archive of a build, which runs wherever it is unpacked; the same build gives the same bytes.
#
#   archive.sh BUILD_FOLDER FOLDER     writes FOLDER/explainer-VERSION-linux-MACHINE.tar.gz
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
version=$("$build/explainer" --version | sed -n '1s/^explainer \([0-9][^ ]*\).*/\1/p')
name="explainer-$version"
sh "$here/stage.sh" "$build" "$scratch/$name"
archive="$out/$name-linux-$(uname -m).tar.gz"
tar --create --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(sh "$here/time.sh")" \
  --directory="$scratch" "$name" | gzip -n >"$archive.partial"
mv "$archive.partial" "$archive"
(cd "$out" && sha256sum "$(basename "$archive")")
