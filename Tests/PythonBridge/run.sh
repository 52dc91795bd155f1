#!/bin/sh
# Tests the Python bridge against a build: run.sh .build/release [pytest's arguments]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
EXPLAINER=$(cd "$1" && pwd)/explainer
shift
export EXPLAINER
venv=$root/.build/python-bridge
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$root/Tests/PythonBridge/requirements.txt"
"$venv/bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps "$root/Sources/PythonBridge"
cd "$root"
"$venv/bin/python" -m mypy --config-file Sources/PythonBridge/pyproject.toml --cache-dir .build/mypy Sources/PythonBridge/explainer
exec "$venv/bin/python" -B -m pytest -q -p no:cacheprovider Tests/PythonBridge "$@"
