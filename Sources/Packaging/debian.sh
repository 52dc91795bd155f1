#!/bin/sh
# The Debian package of a build; the same build gives the same bytes. Needs dpkg-deb.
#
#   debian.sh BUILD_FOLDER FOLDER [COMPRESSION]    writes FOLDER/explainer_VERSION_ARCHITECTURE.deb
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
command -v dpkg-deb >/dev/null || { echo "debian: dpkg-deb is missing; it makes packages on Debian and Ubuntu" >&2; exit 69; }

version=$("$build/explainer" --version | sed -n '1s/^explainer \([0-9][^ ]*\).*/\1/p')
architecture=$(dpkg --print-architecture)
tree="$scratch/tree"
sh "$here/stage.sh" "$build" "$tree/usr"

# Debian's own places for what other systems keep elsewhere; the licence stands in 'copyright', manuals are compressed.
share="$tree/usr/share"
rm "$share/doc/explainer/LICENSE"
if [ -d "$share/zsh/site-functions" ]; then mv "$share/zsh/site-functions" "$share/zsh/vendor-completions"; fi
[ ! -d "$share/man" ] || find "$share/man" -type f -exec gzip -9n {} +
printf 'explainer (%s) stable; urgency=low\n\n  * See the repository.\n\n -- explainer <explainer@localhost>  %s\n' \
  "$version" "$(LC_ALL=C date -u -R -d "@$(sh "$here/time.sh")")" | gzip -9n >"$share/doc/explainer/changelog.gz"

# The oldest C and C++ libraries it runs with, from the versions of the symbols it uses.
find "$tree/usr/bin" "$tree/usr/libexec" "$tree/usr/lib" -type f -exec readelf -V {} + >"$scratch/versions"
newest() { grep -oE "$1_[0-9.]+" "$scratch/versions" | sed 's/.*_//' | sort -uV | tail -n 1; }
case "$(newest GLIBCXX)" in
3.4.3[01]) compiler=12 ;;
3.4.29) compiler=11 ;;
3.4.2[0-8]) compiler=10 ;;
*) compiler=13 ;;
esac

mkdir "$tree/DEBIAN"
(cd "$tree" && find usr -type f | LC_ALL=C sort | xargs -d '\n' md5sum) >"$tree/DEBIAN/md5sums"
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@GLIBC@/$(newest GLIBC)/" \
  -e "s/@COMPILER@/$compiler/" -e "s/@SIZE@/$(find "$tree/usr" -type f -printf '%k\n' | awk '{ s += $1 } END { print s }')/" \
  "$here/control" >"$tree/DEBIAN/control"
chmod 755 "$tree/DEBIAN"
chmod 644 "$tree"/DEBIAN/*
find "$tree" -type d -exec chmod 755 {} +
SOURCE_DATE_EPOCH=$(sh "$here/time.sh")
export SOURCE_DATE_EPOCH
find "$tree" -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +
package="$out/explainer_${version}_$architecture.deb"
dpkg-deb --root-owner-group -Z"${3:-xz}" --build "$tree" "$package.partial" >/dev/null
mv "$package.partial" "$package"
(cd "$out" && sha256sum "$(basename "$package")")
