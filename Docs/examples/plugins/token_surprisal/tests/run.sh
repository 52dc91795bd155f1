#!/bin/sh
# The numbers are numpy's, from the logits as 'explainer trace' writes them.
set -eu
cd "$(dirname "$0")/.."
name=token_surprisal
. ../testing.sh

text=" Heathrow airport is in the city of London, which is a capital."
answer --model demo-gpt2 --text "$text" --unit bits
expect total 49.6604
expect mean 3.54717
expect perplexity 11.6898
expect_below probability_sum_error 1e-9

answer --model demo-gpt2 --text "$text"
expect total 34.4220
expect perplexity 11.6898

answer --model demo-gpt2 --text "a" # one token: nothing to be surprised at
grep -q '"mean": null' "$scratch/answer.json"

expect_refusal 64 "one of nats, bits" --model demo-gpt2 --text "$text" --unit bans
expect_refusal 65 "the text is empty" --model demo-gpt2 --text ""
expect_refusal 65 "does not fit" --model demo-bert --text "$text"
echo "$name: all tests passed"
