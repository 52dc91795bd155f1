#!/bin/sh
# How libkept-x86_64.so was made, once, on 2026-11-23 with gcc 12.2 from the header of that day. It is not to be made
# again: the point is that the old binary goes on working.
set -eu
cd "$(dirname "$0")"
gcc -std=c11 -O2 -Wall -Wextra -Wpedantic -Werror -shared -fPIC -fvisibility=hidden -nostdlib -s \
  -I../../../Sources/CExplainerABI/include -o "${1:-libkept-x86_64.so}" kept.c
