#!/bin/sh
# The numbers are numpy's, from the logits as 'explainer trace' writes them. Files that are missing, too large, damaged or changed.
set -eu
cd "$(dirname "$0")/.."
name=word_lists
places=$(mktemp -d)
printf '# places\nLondon\nParis\r\n\nRotterdam' >"$places/places.txt"
set -- --set words="$places/places.txt" # what 'explainer conform' tries it with
. ../testing.sh
mv "$places" "$scratch/lists" # gone with the rest

text=" Heathrow airport is in the city of"
answer --model demo-gpt2 --text "$text"
expect counted 107
expect mean 0.505573
expect_below probabilities_sum_error 1e-9
[ "$(grep -c '"left_out":' "$scratch/answer.json")" -eq 1 ]

answer --model demo-gpt2 --text "$text" --words "$scratch/lists/places.txt" --tensors "$scratch/tensors.safetensors"
[ "$(grep -c '"left_out": 1' "$scratch/answer.json")" -eq 2 ]
grep -q '"mean": 0.158660' "$scratch/answer.json"
grep -q '" London"' "$scratch/answer.json"
grep -q '"words": "places.txt"' "$scratch/answer.json" # its name, and not where it lies
grep -q "lists/places.txt" "$scratch/answer.json" && exit 1
[ -s "$scratch/tensors.safetensors" ]

# A script's list lies beside the script. Answers are kept for the file's content, wherever it lies and whatever it was.
cat >"$scratch/lists/study.json" <<'STUDY'
{"model": "demo-gpt2", "text": " Heathrow airport is in the city of",
 "steps": [{"id": "s", "run": "word_lists", "with": {"words": "places.txt"}, "output": "s.json"}]}
STUDY
study() { # the mean for the list of places
  XDG_CACHE_HOME=$scratch "$explainer" chain "$scratch/lists/study.json" -o "$scratch" --resume >"$scratch/said" 2>&1
  grep '"mean"' "$scratch/s.json" | tail -n 1 >"$scratch/mean"
}
study
grep -q "0.158660" "$scratch/mean"
study
grep -q "1 answer kept" "$scratch/said"
printf 'Rome\n' >"$scratch/lists/places.txt"
study
grep -q "kept" "$scratch/said" && exit 1
grep -q "0.158660" "$scratch/mean" && exit 1
printf '{"id": 1, "method": "run", "params": {"entry_point": "word_lists", "model": "demo-gpt2", "text": "a", "parameters": {"words": "%s"}}}\n' \
  "$scratch/lists/places.txt" | "$explainer" session | grep -q '"words":"places.txt"'

printf '# nothing\n' >"$scratch/lists/empty.txt"
expect_refusal 65 "no word of the list" --model demo-gpt2 --text "$text" --words "$scratch/lists/empty.txt"
expect_refusal 66 "no such file" --model demo-gpt2 --text "$text" --words "$scratch/lists/missing.txt"
expect_refusal 74 "is a directory" --model demo-gpt2 --text "$text" --words "$scratch/lists"
head -c 1048577 /dev/zero >"$scratch/lists/large.txt"
expect_refusal 75 "too large" --model demo-gpt2 --text "$text" --words "$scratch/lists/large.txt"

# A list that comes with the package is pinned as the library is, and put right.
list=$(echo "$scratch"/explainer/plugins/examples.word_lists-*/data/function_words.txt)
echo "whom" >>"$list"
expect_refusal 69 "is not the one the registry pins" --model demo-gpt2 --text "$text"
"$explainer" update word_lists | grep -q "repaired"
rm "$list"
expect_refusal 69 "is missing" --model demo-gpt2 --text "$text"
"$explainer" install "build/$name-0.1.0.explainer" | grep -q "repaired"
answer --model demo-gpt2 --text "$text"
expect mean 0.505573

# The project comes out of the package whole.
"$explainer" extract word_lists --output "$scratch/project" >/dev/null
cmp data/function_words.txt "$scratch/project/data/function_words.txt"
"$explainer" uninstall word_lists
[ ! -e "$list" ]
echo "$name: all tests passed"
