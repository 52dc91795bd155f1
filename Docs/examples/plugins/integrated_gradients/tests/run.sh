#!/bin/sh
# The numbers are numpy's (Tests/Authors/pass_numbers.py of the sources: slopes by central differences), and the gradient
# at one point of the way is what 'explainer trace' gives.
set -eu
cd "$(dirname "$0")/.."
name=integrated_gradients
set -- --set steps=3 # what 'explainer conform' tries it with
. ../testing.sh

attributions() { # NUMBERS…: within 0.1 % of them, and 0.001
  sed -n 's/.*"attribution": *\([-0-9.e]*\).*/\1/p' "$scratch/answer.json" | awk -v expected="$*" '
    BEGIN { count = split(expected, numbers, " ") }
    {
      gap = $1 - numbers[NR]; most = 0.001 + 0.001 * (numbers[NR] < 0 ? -numbers[NR] : numbers[NR])
      if (gap > most || gap < -most) { print "token", NR, $1, "expected", numbers[NR]; bad = 1 }
    }
    END { if (NR != count) { print NR, "tokens, expected", count; bad = 1 }; exit bad }'
}

text=" Heathrow airport is in the city of"
answer --model demo-gpt2 --text "$text" --tensors "$scratch/tensors.safetensors"
grep -q '"id": 1013,' "$scratch/answer.json" # London, the model's own choice
expect logit 16.4496
expect baseline -4.1663
expect sum 20.6186
expect_below completeness_error 0.01
attributions 2.30748 1.94676 2.14739 0.09934 0.19926 0.48887 5.53123 7.89822
[ -s "$scratch/tensors.safetensors" ]

answer --model demo-gpt2 --text "The keys to the cabinet" --target " are" --steps 128
expect logit 13.3097
expect baseline 0.976763
attributions 4.67528 4.73175 1.07462 1.16413 0.68717

# One step is the gradient half way: of a text of one token, x · gradient at x / 2 as the program itself differentiates.
"$explainer" trace --model demo-gpt2 --text " of" --sites embeddings.tokens --output "$scratch/x.safetensors" >/dev/null
"$explainer" trace --model demo-gpt2 --text " of" --edit "embeddings.tokens scale=0.5" --gradient-of '" London"' \
  --at embeddings.tokens --output "$scratch/gradient.safetensors" >/dev/null
floats() { od -An -v -tf4 -w4 -j $((8 + $(od -An -tu8 -N8 "$1"))) "$1"; }
floats "$scratch/x.safetensors" >"$scratch/x"
floats "$scratch/gradient.safetensors" >"$scratch/gradient"
[ "$(wc -l <"$scratch/x")" -eq 128 ]
answer --model demo-gpt2 --text " of" --target " London" --steps 1
attributions "$(paste "$scratch/x" "$scratch/gradient" | awk '{ sum += $1 * $2 } END { print sum }')"

answer --model demo-gpt2 --text "$text" --steps 1 # too few
grep -q '"completeness_error"' "$scratch/answer.json"

expect_refusal 64 "one token" --model demo-gpt2 --text "$text" --target " London Paris"
expect_refusal 64 "99999" --model demo-gpt2 --text "$text" --target 99999
expect_refusal 64 "steps" --model demo-gpt2 --text "$text" --steps 0
expect_refusal 65 "the text is empty" --model demo-gpt2 --text ""
expect_refusal 65 "does not fit" --model demo-bert --text "$text"
echo "$name: all tests passed"
