#!/bin/sh
# The time written into packages, in seconds: that of the last commit, so that the same sources make the same bytes.
cd "$(dirname "$0")/../.."
echo "${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y Package.swift)}"
