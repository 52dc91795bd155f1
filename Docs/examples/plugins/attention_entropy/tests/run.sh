#!/bin/sh
# The numbers are numpy's, from layers.*.attention.pattern as 'explainer trace' writes them.
set -eu
cd "$(dirname "$0")/.."
name=attention_entropy
. ../testing.sh

text=" Heathrow airport is in the city of"
answer --model demo-gpt2 --text "$text"
expect entropy 0.788022 # of the sharpest head, 4.4
expect effective_tokens 2.19904
expect layer 0
expect_below attention_row_sum_error 1e-5

answer --model demo-gpt2 --text "$text" --topk 1000 --per-token # more than there are: all 48
[ "$(grep -c '"effective_tokens":' "$scratch/answer.json")" -eq 96 ]
[ "$(grep -c '"type": "matrix"' "$scratch/answer.json")" -eq 2 ]

answer --model demo-bert --text "$text"
expect entropy 0.0258048

expect_refusal 65 "the text is empty" --model demo-gpt2 --text ""
expect_refusal 65 "does not fit" --model demo-bart --text "$text"
echo "$name: all tests passed"
