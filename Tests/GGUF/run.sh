#!/usr/bin/env bash
# Holds GGUF files of llama.cpp's converter against the checkpoints they are made from, and against llama.cpp itself:
# Tests/GGUF/run.sh PROGRAM [FOLDER=CUTTING…], by default on checkpoints of Tests/Fixtures/Models.
#
# Gets gigabytes of packages, so it is not run on every change. With PYTHON and LLAMA_CPP set, an interpreter that has them and the
# folder of llama.cpp's sources, it gets nothing.
set -euo pipefail
program=$(realpath "$1")
shift
cd "$(dirname "${BASH_SOURCE[0]}")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if [ -z "${PYTHON:-}" ] || [ -z "${LLAMA_CPP:-}" ]; then
  python3 -m venv "$scratch/venv"
  PYTHON=$scratch/venv/bin/python
  "$PYTHON" -m pip install --quiet torch==2.15.0 transformers==5.24.0 tokenizers==0.23.3 safetensors==0.8.0 \
    sentencepiece==0.2.3 numpy==2.4.6 xllamacpp==2026.10.11549 requests tqdm pyyaml
  "$PYTHON" -m pip download --quiet --no-deps --no-binary llama-cpp-python --dest "$scratch" \
    llama-cpp-python==0.3.36
  tar -xf "$scratch"/llama_cpp_python-0.3.36.tar.gz -C "$scratch"
  LLAMA_CPP=$scratch/llama_cpp_python-0.3.36/vendor/llama.cpp
fi
export LLAMA_CPP

models=../Fixtures/Models
[ $# -gt 0 ] || set -- "$models/gpt2=gpt-2" "$models/llama3=default" "$models/cohere=command-r"
"$PYTHON" compare.py "$program" "$@"
