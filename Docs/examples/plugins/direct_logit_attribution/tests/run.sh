#!/bin/sh
# The numbers are numpy's, from the checkpoint's own ln_f and wte and the sites 'explainer trace' writes.
set -eu
cd "$(dirname "$0")/.."
name=direct_logit_attribution
. ../testing.sh

text=" Heathrow airport is in the city of"
answer --model demo-gpt2 --text "$text"
expect logit 16.4496
expect constant -0.222866
expect embeddings -0.314122
expect norm_scale 1.976825
expect attention 0.195624 # of layer 0
expect mlp 2.383967
expect_below attribution_sum_error 1e-5
expect_below residual_sum_error 1e-5

answer --model demo-gpt2 --text "$text" --position 4 --token " in" --contrast " Paris"
expect logit 16.77335
expect attention 0.119477
expect mlp 8.089829
expect_below attribution_sum_error 1e-5

expect_refusal 64 "one token" --model demo-gpt2 --text "$text" --token "London and Paris"
expect_refusal 64 "0 to 6143" --model demo-gpt2 --text "$text" --token 6144
expect_refusal 64 "1 to 8" --model demo-gpt2 --text "$text" --position 9
expect_refusal 65 "does not fit" --model demo-bert --text "$text"
echo "$name: all tests passed"
