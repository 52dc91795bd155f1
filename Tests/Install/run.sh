#!/usr/bin/env bash
# Installs a build in every way there is, away from the sources, and tries what was installed.
#
#   run.sh BUILD_FOLDER [archive|prefix|debian]…
#   run.sh --base FILE: only makes the minimal Debian that DEBIAN_BASE=FILE then stands for
#
# As root the sources (and, but for authors, the Swift toolchain) are out of reach meanwhile and the program runs as another
# user; 'debian' installs the package into a minimal Debian made for it and needs root, debootstrap and the archive's
# mirror (DEBIAN_MIRROR). What cannot be done here is said and left out.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
if [ "$1" = --base ]; then
  DEBIAN_BASE=$2
  parts=(minimal_debian)
else
  build=$(cd "$1" && pwd)
  shift
  parts=("$@")
  [ "${#parts[@]}" -gt 0 ] || parts=(prefix archive debian)
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
say() { printf '\n== %s\n' "$1"; }
fail() { echo "FAILED: $1" >&2; exit 1; }
cp "$here/check.sh" "$scratch/check.sh"

# Runs check.sh in a folder of its own with nothing of this environment, with the sources covered where that can be.
check() { # PREFIX WORK_FOLDER
  mkdir -p "$2"
  local clean=(env -i "PATH=${path:-/usr/bin:/bin}" LANG=C.UTF-8)
  if [ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null; then
    chown -R nobody "$2"
    unshare --mount bash -euc '
      mount -t tmpfs -o mode=000 none "$1"
      cd "$3"
      exec setpriv --reuid=nobody --regid=nogroup --clear-groups "${@:4}" sh "$0" "$2"
    ' "$scratch/check.sh" "$root" "$1" "$2" "${clean[@]}"
  else
    echo "(not as root, or without namespaces: the sources stay where they are)"
    (cd "$2" && "${clean[@]}" sh "$scratch/check.sh" "$1")
  fi
}

prefix() {
  say "make install, with DESTDIR, twice; and away again"
  local staged="$scratch/staging area"
  mkdir -p "$staged/opt/tools/bin"
  echo "#!/bin/sh" >"$staged/opt/tools/bin/neighbour"
  for _ in 1 2; do sh "$root/Sources/Packaging/install.sh" "$build" "$staged/opt/tools"; done
  find "$staged" -type f -size +0 | wc -l
  [ -x "$staged/opt/tools/bin/explainer" ] || fail "no program"
  # A copy of it elsewhere is what a packager makes of it.
  cp -R "$staged/opt/tools" "$scratch/moved"
  check "$scratch/moved" "$scratch/work of prefix"
  sh "$root/Sources/Packaging/uninstall.sh" "$staged/opt/tools"
  [ "$(cd "$staged" && find . -type f)" = ./opt/tools/bin/neighbour ] || fail "something was left: $(find "$staged")"
  [ "$(cd "$staged" && find . -type d | wc -l)" -eq 4 ] || fail "folders were left: $(find "$staged" -type d)"
  if sh "$root/Sources/Packaging/uninstall.sh" "$staged/opt/tools" 2>/dev/null; then fail "removed what is not there"; fi
}

archive() {
  say "the release archive, twice with the same bytes, unpacked into a folder with blanks"
  sh "$root/Sources/Packaging/archive.sh" "$build" "$scratch/dist"
  sh "$root/Sources/Packaging/archive.sh" "$build" "$scratch/again" >/dev/null
  local file
  file=$(cd "$scratch/dist" && ls)
  cmp "$scratch/dist/$file" "$scratch/again/$file" || fail "the archive is not reproducible"
  ls -l "$scratch/dist"
  local place="$scratch/my programs (new)"
  mkdir -p "$place"
  tar -xzf "$scratch/dist/$file" -C "$place"
  local tree
  tree=$(ls -d "$place"/explainer-*)
  du -sh "$tree"
  path="$(dirname "$(command -v swift || echo /usr/bin/swift)"):/usr/bin:/bin" check "$tree" "$scratch/work of archive"
  [ -z "$(find "$tree" -newer "$scratch/dist/$file" -type f)" ] || fail "running changed the installation"
}

# What keeps the package from being tried here; nothing where it can be.
obstacle() {
  if [ "$(id -u)" != 0 ]; then echo "root is needed"
  elif ! command -v debootstrap >/dev/null; then echo "debootstrap is missing"
  elif ! command -v dpkg-deb >/dev/null; then echo "dpkg-deb is missing"
  elif ! unshare --mount true 2>/dev/null; then echo "no mounts here"; fi
}

# Makes the file $base, a minimal system, unless it is there; says so where the mirror cannot be reached.
base="${DEBIAN_BASE:-$scratch/bookworm.tar}"
minimal_debian() {
  [ -z "$(obstacle)" ] && [ ! -f "$base" ] || return 0
  say "a minimal Debian 12"
  local log="$scratch/debootstrap.log"
  if ! debootstrap --variant=minbase bookworm "$scratch/base" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$log" 2>&1; then
    tail -n 3 "$log"
    say "skipped: the mirror could not be reached"
    return 0
  fi
  tar -C "$scratch/base" -cf "$base.part" .
  mv "$base.part" "$base"
  rm -rf "$scratch/base"
}

debian() {
  if [ -n "$(obstacle)" ]; then
    say "the Debian package: skipped, $(obstacle)"
    return
  fi
  say "the Debian package, twice with the same content"
  sh "$root/Sources/Packaging/debian.sh" "$build" "$scratch/deb"
  sh "$root/Sources/Packaging/debian.sh" "$build" "$scratch/deb-again" none >/dev/null
  local file half
  file=$(cd "$scratch/deb" && ls)
  # What is in it is compared: compressing takes most of the time, and does it the same way twice.
  for half in --ctrl-tarfile --fsys-tarfile; do
    cmp <(dpkg-deb "$half" "$scratch/deb/$file") <(dpkg-deb "$half" "$scratch/deb-again/$file") ||
      fail "the package is not reproducible"
  done
  dpkg-deb --info "$scratch/deb/$file"

  minimal_debian
  [ -f "$base" ] || return 0
  local system="$scratch/system"
  mkdir "$system"
  tar -C "$system" -xf "$base"
  cp /etc/resolv.conf "$system/etc/resolv.conf"
  mkdir -p "$system/trial"
  cp "$scratch/deb/$file" "$system/trial/"
  cp "$here/check.sh" "$here/inside_debian.sh" "$system/trial/"
  # Everything in there in a namespace of its own: what is mounted goes with it.
  unshare --mount --pid --fork bash -euo pipefail -c '
    mount -t proc proc "$0/proc"
    mount --rbind /dev "$0/dev"
    chroot "$0" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      sh /trial/inside_debian.sh "$1"
  ' "$system" "$file" < /dev/null
}

for part in "${parts[@]}"; do "$part"; done
say "done: ${parts[*]}"
