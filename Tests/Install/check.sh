#!/bin/sh
# What an installed program must do, wherever it lies: check.sh PREFIX
#
# Needs nothing but the tools of a minimal Debian; writes only below the current folder.
set -eu
prefix=$1
program="$prefix/bin/explainer"
PATH="$prefix/bin:$PATH"
HOME=$PWD/home
export PATH HOME
mkdir -p "$HOME"

say() { printf -- '-- %s\n' "$1"; }
fail() { echo "FAILED: $1" >&2; [ ! -f output ] || cat output >&2; exit 1; }
expect() { grep -q -- "$1" output || fail "'$1' is not in the output"; }

say "version"
explainer --version >output 2>&1 || fail "--version"
expect '^explainer [0-9]'
[ "$(command -v explainer)" = "$program" ] || fail "another explainer comes first"

say "doctor"
explainer doctor >output 2>&1 || fail "doctor"
expect "Swift runtime"
grep "Swift runtime" output | grep -q "/lib/explainer/libswiftCore.so" || fail "the Swift runtime is not that which came along"

say "list"
explainer list >output 2>&1 || fail "list"
explainer list-entry-points >output 2>&1 || fail "list-entry-points"
expect "attention_head_view"
explainer info activations >output 2>&1 || fail "info"

say "predictions"
explainer run predictions --model demo-gpt2 --text " Heathrow airport is in the city of" >output 2>&1 || fail "predictions"
expect "London"

say "the factor explorer, a page"
explainer run activations --model demo-bert --text - --n-components 4 -o factors.html \
  <"$prefix/share/doc/explainer/Docs/examples/passage.txt" >output 2>&1 || fail "activations"
grep -q "</html>" factors.html || fail "no page"

say "a chain in YAML, with its report"
cp -R "$prefix/share/doc/explainer/Docs/examples/chains" .
(cd chains && explainer chain heads.yaml --report report.html) >output 2>&1 || fail "chain"
grep -q "</html>" chains/report.html || fail "no report"
printf 'model: demo-gpt2\ntexts: [x\n' >broken.yaml
if explainer chain --check broken.yaml >output 2>&1; then fail "a broken script was accepted"; fi
expect "broken.yaml:"

say "no libraries of Foundation that nothing needs"
ls "$prefix/lib/explainer" "$prefix/libexec/explainer" >output
if grep -E "libFoundation.so|Internationalization|ICU" output; then fail "they came along"; fi

say "session"
printf '%s\n' '{"id": 1, "method": "ping"}' '{"id": 2, "method": "shutdown"}' | explainer session >output 2>&1 || fail "session"
expect '"id":1,"result":{}'

say "conform"
sed -n 's/.*"library": *"\(.*\)".*/\1/p' "$prefix/share/explainer/registry.json" >libraries
sed -n 's/.*"symbol": *"\(.*\)".*/\1/p' "$prefix/share/explainer/registry.json" | paste libraries - >plugins
[ "$(wc -l <plugins)" -ge 6 ] || fail "plugins are missing from the registry"
while read -r library symbol; do
  # Cancelling is checked against the clock, which a busy machine may miss once.
  explainer conform "$prefix/lib/explainer/$library" --symbol "$symbol" >output 2>&1 ||
    explainer conform "$prefix/lib/explainer/$library" --symbol "$symbol" >output 2>&1 ||
    explainer conform "$prefix/lib/explainer/$library" --symbol "$symbol" >output 2>&1 || fail "conform $library"
done <plugins

say "documents: what they link to is there"
documents="$prefix/share/doc/explainer"
(cd "$documents" && find . -name '*.md') >documents
[ "$(wc -l <documents)" -ge 20 ] || fail "documents are missing"
while read -r document; do
  sed -e '/^ *```/,/^ *```/d' -e 's/`[^`]*`//g' "$documents/$document" | grep -oE '\]\([^) ]+\)' |
    sed 's/^](//; s/)$//; s/#.*//' | grep -v : >links || true
  while read -r link; do
    [ -e "$documents/$(dirname "$document")/$link" ] || fail "$document: $link is not there"
  done <links
done <documents
explainer chain --help >output 2>&1 || fail "chain --help"
tr -d ' \n' <output | grep -q "$(printf %s "$documents/Docs/chains.md" | tr -d ' ')" || fail "help does not name the document"

say "an explainer of one's own"
explainer generate measure --language c >output 2>&1 || fail "generate"
[ -f measure/explainer.json ] || fail "no project"
if command -v make >/dev/null && command -v cc >/dev/null; then
  explainer install measure >output 2>&1 || fail "build and install"
  explainer run measure --model demo-gpt2 --text "The keys" >output 2>&1 || fail "run measure"
  expect "Length of the residual stream"
  explainer uninstall measure >output 2>&1 || fail "uninstall"
  say "an example of the documents, from a copy"
  cp -R "$documents/Docs/examples/plugins" examples
  explainer install examples/attention_entropy >output 2>&1 || fail "build and install the example"
  explainer run attention_entropy --model demo-gpt2 --text "The keys" >output 2>&1 || fail "run the example"
  explainer uninstall attention_entropy >output 2>&1 || fail "uninstall the example"
else
  echo "   (built nowhere: make or a C compiler is missing)"
fi
if command -v swift >/dev/null; then
  say "the same in Swift"
  explainer generate swift_measure --language swift >output 2>&1 || fail "generate in Swift"
  explainer build swift_measure >output 2>&1 || fail "build in Swift"
  explainer install swift_measure/build/swift_measure-0.1.0.explainer >output 2>&1 || fail "install"
  explainer run swift_measure --model demo-gpt2 --text "The keys" >output 2>&1 || fail "run swift_measure"
  expect "Length of the residual stream"
fi
rm -f output
