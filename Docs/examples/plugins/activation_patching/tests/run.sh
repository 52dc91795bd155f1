#!/bin/sh
# The numbers are numpy's (Tests/Authors/pass_numbers.py of the sources), and one cell is what 'explainer trace' gives
# when it is told to edit.
set -eu
cd "$(dirname "$0")/.."
name=activation_patching
clean="The keys to the cabinet" corrupted="The key to the cabinet"
set -- --text "$clean" --text "$corrupted" # what 'explainer conform' explains
. ../testing.sh

cells() { # NUMBERS…: the cells, row by row, are within 0.001 of them
  tr -d ' \n' <"$scratch/answer.json" | sed 's/.*"layers":\[//; s/\]}\].*//; s/{"layer":[0-9]*,"recovered"://g; s/[]}[]//g; s/,/\n/g' |
    awk -v expected="$*" '
      BEGIN { count = split(expected, numbers, " ") }
      { gap = $1 - numbers[NR]; if (gap > 0.001 || gap < -0.001) { print "cell", NR, $1, "expected", numbers[NR]; bad = 1 } }
      END { if (NR != count) { print NR, "cells, expected", count; bad = 1 }; exit bad }'
}

answer --model demo-gpt2 --text "$clean" --text "$corrupted" --tensors "$scratch/tensors.safetensors"
expect clean 5.41311
expect corrupted -6.86971
expect layer 1
expect position 1
expect recovered 1.00425
grep -q '"passed": false' "$scratch/answer.json" && exit 1
cells 0 1 0 0 0 0 1.00425 0.01531 -0.02863 -0.00009 0 1.00107 0.00996 -0.04168 0.01806 \
  0 0.86241 -0.00464 -0.03128 0.14637 0 0.80386 0.0099 -0.00633 0.15292 0 0.49096 -0.00209 0.02089 0.25544
[ -s "$scratch/tensors.safetensors" ]

answer --model demo-gpt2 --text "$clean" --text "$corrupted" --site attention.output
cells 0 0.02499 0.01531 -0.02863 -0.00009 0 0.00762 -0.00118 -0.01717 0.02224 0 0.02689 -0.01556 0.01087 0.13077 \
  0 -0.0006 0.00361 0.00794 -0.00168 0 0.00275 -0.01562 0.07836 0.10548 0 0 0 0 0.77376
answer --model demo-gpt2 --text "$clean" --text "$corrupted" --site mlp.output --answer 398 --contrast 324 # the ids
cells 0 1.00142 0.012 -0.02596 -0.00092 0 0.03224 0.00285 -0.00981 -0.00107 0 0.02349 -0.00688 -0.01367 0.02188 \
  0 0.06405 0.00374 -0.00764 0.00189 0 0.01249 -0.00272 -0.01612 0.04443 0 0 0 0 0.4315

# Layer 5, the last token, as the program itself edits: " are" is 398, " is" 324 of 6144 tokens, and the text has 5.
"$explainer" trace --model demo-gpt2 --text "$corrupted" --sites logits \
  --edit "layers.5.residual.pre positions=4 set=\"$clean\"" --output "$scratch/logits.safetensors" >/dev/null
logit() { # ID: of the last token
  start=$(od -An -tu8 -N8 "$scratch/logits.safetensors")
  od -An -tf4 -N4 -j $((8 + start + (4 * 6144 + $1) * 4)) "$scratch/logits.safetensors"
}
awk -v are="$(logit 398)" -v is="$(logit 324)" 'BEGIN {
  recovered = (are - is + 6.86971) / (5.41311 + 6.86971)
  if (recovered < 0.2544 || recovered > 0.2564) { print "trace says", recovered, "expected 0.25544"; exit 1 }
}'

answer --model demo-gpt2 --text "$clean" --text "$clean" # they do not differ, and nothing is a share of that
grep -q '"best": null' "$scratch/answer.json"
grep -q '"passed": false' "$scratch/answer.json"

expect_refusal 65 "not as many tokens" --model demo-gpt2 --text "$clean" --text "The key"
expect_refusal 64 "one token" --model demo-gpt2 --text "$clean" --text "$corrupted" --answer " cabinets and"
expect_refusal 64 "residual.pre" --model demo-gpt2 --text "$clean" --text "$corrupted" --site logits
expect_refusal 65 "the text is empty" --model demo-gpt2 --text "" --text ""
expect_refusal 65 "does not fit" --model demo-bert --text "$clean" --text "$corrupted"
echo "$name: all tests passed"
