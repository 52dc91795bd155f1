#!/bin/sh
# Run inside a minimal Debian by run.sh: installs the package, tries it without and with what it recommends, as an
# ordinary user, and removes it: inside_debian.sh PACKAGE
set -eu
cd /trial
package=$PWD/$1
quietly() { "$@" >/trial/log 2>&1 || { tail -n 20 /trial/log >&2; exit 1; }; }
files() { find / -xdev \( -path /proc -o -path /dev -o -path /trial -o -path /tmp -o -path /var -o -path /etc/ld.so.cache \) -prune -o -print | sort; }
try() { # FOLDER
  mkdir "/trial/$1"
  chown nobody "/trial/$1"
  (cd "/trial/$1" && setpriv --reuid=nobody --regid=nogroup --clear-groups sh /trial/check.sh /usr)
}

quietly apt-get update
echo "== installed with nothing but what it depends on"
files >/trial/before
quietly apt-get install -y --no-install-recommends "$package"
# (libffi8 is always there, apt itself needs it: it is put aside.)
mkdir aside
mv /usr/lib/*/libffi.so.8* aside/
try without
mv aside/* /usr/lib/*-linux-gnu/
dpkg --verify explainer

echo "== with what it recommends"
quietly apt-get install -y libcurl4
try with

echo "== removed"
quietly apt-get purge -y explainer libcurl4
quietly apt-get autoremove --purge -y
files >/trial/after
# What Debian's own packages leave (alternatives, caches) is theirs.
if diff /trial/before /trial/after | grep explainer; then echo "something of explainer was left" >&2; exit 1; fi
