#!/bin/sh
# Lays out what is installed, from a build: bin, lib, libexec and share, complete with the Swift runtime, so that the
# tree runs wherever it is put. What makes packages of it is beside this file.
#
#   stage.sh BUILD_FOLDER TREE
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$(cd "$1" && pwd)
tree=$2

fail() { echo "stage: $1" >&2; exit 69; }
for tool in patchelf readelf strip; do
  command -v "$tool" >/dev/null || fail "$tool is missing. As root: apt-get install patchelf binutils"
done
for file in explainer explainer-yaml explainer_Distribution.resources/registry.json; do
  [ -e "$build/$file" ] || fail "$build/$file is missing. First: make build"
done

rm -rf "$tree"
mkdir -p "$tree/bin" "$tree/lib/explainer" "$tree/libexec/explainer" "$tree/share/explainer" \
  "$tree/share/doc/explainer" "$tree/share/man/man1"
tree=$(cd "$tree" && pwd)

# The program, and the libraries its registry names.
cp "$build/explainer" "$tree/bin/"
cp "$build/explainer-yaml" "$tree/libexec/explainer/"
sed -n 's/.*"library" *: *"\([^"/]*\.so\)".*/\1/p' "$root/registry.json" | sort -u | while read -r library; do
  [ -e "$build/$library" ] || fail "$build/$library is missing. First: make build"
  cp "$build/$library" "$tree/lib/explainer/"
done
[ -n "$(ls "$tree/lib/explainer")" ] || fail "no libraries in $root/registry.json"

# The Swift runtime: one copy for the programs and their libraries, those of its parts that they need. It comes from where
# the build found it.
runtime=$(patchelf --print-rpath "$build/explainer" | cut -d : -f 1)
[ -f "$runtime/libswiftCore.so" ] || fail "the Swift runtime is not in $runtime"
added=1
while [ -n "$added" ]; do
  added=
  for library in $(readelf -d "$tree/bin/explainer" "$tree/libexec/explainer/explainer-yaml" "$tree"/lib/explainer/*.so |
    sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u); do
    if [ ! -e "$tree/lib/explainer/$library" ] && [ -e "$runtime/$library" ]; then
      cp "$runtime/$library" "$tree/lib/explainer/"
      added=1
    fi
  done
done

# Symbols first: a file that patchelf has changed is not for strip.
strip "$tree/bin/explainer" "$tree/libexec/explainer/explainer-yaml"
strip --strip-unneeded "$tree"/lib/explainer/*.so
patchelf --set-rpath '$ORIGIN/../lib/explainer' "$tree/bin/explainer"
patchelf --set-rpath '$ORIGIN/../../lib/explainer' "$tree/libexec/explainer/explainer-yaml"
for library in "$tree"/lib/explainer/*.so; do patchelf --set-rpath '$ORIGIN' "$library"; done

# Models, registry, what authors need, and documents.
cp -R "$build/explainer_Distribution.resources/." "$tree/share/explainer/"
sh "$here/documents.sh" "$tree/share/doc/explainer"
cp "$here/copyright" "$tree/share/doc/explainer/"
cp "$root/LICENSE" "$tree/share/doc/explainer/"

# What the program writes about itself; a program that does not know the command leaves the file out.
written() { # FILE ARGUMENT…
  file="$tree/share/$1"
  shift
  mkdir -p "$(dirname "$file")"
  if "$tree/bin/explainer" "$@" >"$file" 2>/dev/null && [ -s "$file" ]; then return; fi
  rm -f "$file"
}
written man/man1/explainer.1 __manual
written bash-completion/completions/explainer completions bash
written zsh/site-functions/_explainer completions zsh
written fish/vendor_completions.d/explainer.fish completions fish
# What the build was made from, for --version.
(cd "$root" && git describe --always --abbrev=12 --exclude='*' --dirty=' with changes' 2>/dev/null) | sed 's/^/commit /' \
  >"$tree/share/explainer/explainer.commit"
[ -s "$tree/share/explainer/explainer.commit" ] || rm "$tree/share/explainer/explainer.commit"
find "$tree/share" -type d -empty -delete

# The same bytes whoever lays it out, and when: no group's permissions, one time.
find "$tree" -type d -exec chmod 755 {} +
find "$tree" -type f -exec chmod 644 {} +
chmod 755 "$tree/bin/explainer" "$tree/libexec/explainer/explainer-yaml"
time=$(sh "$here/time.sh")
find "$tree" -exec touch --no-dereference --date "@$time" {} +
