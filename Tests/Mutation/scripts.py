"""Chain scripts that are not what they should be: as text, as a tree, in their expressions, and in the files they name."""

import os
import re
import subprocess

import mutated_bytes
import mutated_json
from case import Case, Command

CODES = frozenset({0, 64, 65, 66, 69, 70, 74, 75})
YAML = br"""title: A study
introduction: |
  Two texts.
model: demo-gpt2
texts:
  - {text: The keys to the cabinet, verb: " are", other: " is"}
  - {text: The key, verb: " is", other: " are"}
matrix: {topk: [1, 3]}
exclude:
  - {topk: 3}
steps:
  - id: lens
    run: predictions
    with: {topk: "${matrix.topk}", position: "${-1 + 2 + index}"}
    output: lens-${index}-${matrix.topk}.json
  - id: ranks
    run: rankings
    if: ${lens.result.layers[-1].tokens[0].probability > 0 and index == 0}
    with: {watch: ["${item.verb}", "${item.other}"]}
    title: "Ranks of ${item.verb}"
collect:
  - table: words
    columns:
      text: ${text}
      word: ${lens.result.layers[-1].tokens[0].token ?? 'none'}
      best: ${argmin(ranks.result.watch.rankings[*][0]) + length(texts)}
    output: words.csv
  - curves: curves
    label: ${item.verb}
    values: ${lens.result.layers[*].answer_rank}
    across: layer
    quantity: rank
    output: curves.svg
"""
JSON = br"""{"model": "demo-gpt2", "texts": {"file": "texts.jsonl", "first": 2}, "on_error": "continue", "steps": [
{"id": "lens", "run": "predictions", "with": {"topk": 2}, "outputs": ["lens-${index}.json", {"path": "lens-${index}.svg", "format": "svg"}]},
{"id": "peaks", "run": "predictions", "each": "${lens.result.layers[0:2]}", "with": {"position": "${each_index + 1}"}, "timeout": 20, "memory": 500000000}],
"collect": [{"mean": "means", "values": "${lens.result.layers[*].tokens[0].probability}", "wrap": 3, "rows": "a", "columns": "b", "quantity": "c",
"output": "means.csv"}]}
"""
TEXTS = b'{"text": "The keys", "verb": " are"}\n{"text": "A key", "verb": " is"}\n{"text": "Keys"}\n'
EXPRESSIONS = [
    b"", b"}", b"${", b"'", b"1 +", b"(" * 300 + b"1" + b")" * 300, b"(" * 100_000, b"not " * 50_000 + b"1", b"+".join([b"1"] * 3000), b"-" * 5000 + b"1",
    b"text[99999999999999999999]", b"texts[9223372036854775807]", b"texts[-9223372036854775808:9223372036854775807]", b"texts[1:0]", b"texts[::]",
    b"9223372036854775807 + 1", b"-9223372036854775808 - 1", b"9" * 400, b"1e999", b"1e999 - 1e999", b"0.1 + 'a'", b"max([])", b"mean(texts)",
    b"sum(1)", b"argmax(texts)", b"length(1)", b"length()", b"max(max(max(texts)))", b"lens.lens.lens", b"self", b"lens[*][*][*]", b"text.length.length",
    b"item['\\ud800']", b"item['a'", b"\xff", b"\xf0\x9f\x91\xa9", b"each", b"1 ?? 2 ?? 3", b"a" * 100_000, b"text in texts in texts", b"1 < 2 < 3",
    b"texts + texts", b"[1, 2]", b"{}", b"text == 0 and", b"lens.result['layers'][each_index]", b"model.x.y", b"index - 1 - 1", b"'" + b"x" * 100_000 + b"'",
    b"lens.result" + b".a" * 3000, b"texts" + b"[0]" * 3000, b"texts" + b"[*]" * 1000]
LINES = [
    b"a: &a [*a]", b"a: &a {<<: *a}", b"\tx: 1", b"x: !!binary aGk=", b"x: !!python/object:os.system ls", b"---\nmodel: b", b"...", b"%YAML 9.9", b"%TAG ! x", b"? a\n: b",
    b"model: demo-bert", b"model: [demo-gpt2, demo-gpt2]", b"models: []", b"steps: []", b"texts: []", b"text: a", b"x: .inf", b"x: .nan", b"x: 0x7fffffffffffffffff",
    b"x: 1_000", b"x: 12:30:45", b"x: 2001-01-01", b"x: no", b"- - - - x", b"x: |9\n a", b"x: 'a", b'x: "\\xZZ"', b'x: "\\uD800"', b"\xef\xbb\xbf", b"x: \x07", b"[" * 70,
    b"[" * 50_000, b"{a: " * 50_000, b"a0: &a0 [1,1,1,1,1,1,1,1,1]\n" + b"\n".join(
        b"a%d: &a%d [" % (n, n) + b",".join([b"*a%d" % (n - 1)] * 9) + b"]" for n in range(1, 9)), b"report: ../x.html", b"report: /etc/x.html", b"timeout: -1",
    b"x" * 200_000 + b": 1", b"x: " + b"y" * 2_000_000, b"on_error: maybe", b"matrix: {a: [], b: [1]}", b"matrix: {a: " + b"[" + b"1," * 100_000 + b"1]}"]


def prepare(build, folder):
    """Makes sure that the scripts are right before they are changed."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": os.path.join(folder, "home"), "TMPDIR": os.path.join(folder, "tmp")}
    for name, data in (("texts.jsonl", TEXTS), ("script.yaml", YAML), ("script.json", JSON)):
        path = os.path.join(folder, "home", name)
        with open(path, "wb") as file:
            file.write(data)
        if name != "texts.jsonl":
            made = subprocess.run([os.path.join(build, "explainer"), "chain", path, "--no-cache", "-o", os.path.join(folder, "home")],
                                  env=environment, capture_output=True)
            if made.returncode:
                raise RuntimeError(f"{name}, which is to be mutated, does not run: {made.stderr.decode()}")


def case(build, folder, random):
    """One mutated script in FOLDER/case."""
    top = os.path.join(folder, "case")
    os.makedirs(top)
    kind = random.choice(["tree", "tree", "tree", "expression", "expression", "expression", "line", "line", "bytes", "texts", "yaml value"])
    is_yaml = kind in ("line", "yaml value") or (kind != "texts" and kind != "tree" and random.random() < 0.5)
    data, texts = (YAML if is_yaml else JSON), TEXTS
    name = "script.yaml" if is_yaml else "script.json"
    if kind == "tree":
        how = []
        for _ in range(random.choice([1, 1, 1, 3])):
            data, words = mutated_json.mutate_data(data, random, depth=0.85)
            how.append(words)
        how = "; ".join(how)
    elif kind == "expression":
        data, how = _expression(data, random)
    elif kind == "line":
        lines = data.split(b"\n")
        index, line = random.randrange(len(lines)), random.choice(LINES)
        indent = b" " * random.choice([0, 0, 2, 4])
        lines.insert(index, indent + line)
        data, how = b"\n".join(lines), f"line {index + 1} before: {line[:40]}"
    elif kind == "yaml value":
        values = list(re.finditer(rb"(?m)(?<=: ).+$", data))
        value = random.choice(values)
        new = random.choice([*LINES, *(b"${" + text + b"}" for text in EXPRESSIONS), *map(bytes, mutated_json.VALUES)])
        data, how = data[:value.start()] + new + data[value.end():], f"{value.group()[:30]} became {new[:40]}"
    elif kind == "bytes":
        data, how = mutated_bytes.mutate(data, random)
    else:
        texts, how = mutated_bytes.mutate(texts, random) if random.random() < 0.5 else _record(random)
    path = os.path.join(top, name)
    for file, content in ((name, data), ("texts.jsonl", texts)):
        with open(os.path.join(top, file), "wb") as stream:
            stream.write(content)
    if kind == "texts" and random.random() < 0.5:
        how = random.choice(mutated_bytes.INSTEAD)
        mutated_bytes.replace(os.path.join(top, "texts.jsonl"), how)
    return Case(f"{kind}: {how}", kind, [top], _commands(build, folder, path, name), len(data))


def _commands(build, folder, path, name):
    program = os.path.join(build, "explainer")
    common = dict(names=(name, "texts.jsonl"), codes=CODES, many=True, cwd=os.path.dirname(path))
    # What a script asks for takes as long as it does: only what is small is run.
    small = lambda runs: runs[0].code == 0 and int((re.search(rb"(\d+) runs?$", runs[0].out.strip()) or [0, 1000])[1]) < 30
    return [
        Command("check", [program, "chain", "--check", path], **common),
        Command("plan", [program, "chain", "--dry-run", path], after=small, **common),
        Command("chain", [program, "chain", path, "-o", os.path.join(folder, "output"), "--no-cache"], after=small, outputs=None, **common),
    ]


def _expression(data, random):
    found = list(re.finditer(rb"\$\{([^}]*)\}", data))
    place = random.choice(found)
    old = place.group(1)
    words = re.findall(rb"\w+|\S|\s+", old)
    kind = random.choice(["new", "new", "shuffle", "twice", "fewer", "words", "bytes"])
    if kind == "new":
        new = random.choice(EXPRESSIONS)
    elif kind == "shuffle":
        random.shuffle(words)
        new = b"".join(words)
    elif kind == "twice":
        new = old + random.choice([b" ", b" + ", b".", b" ?? ", b" and ", b"["]) + old
    elif kind == "fewer" and words:
        del words[random.randrange(len(words))]
        new = b"".join(words)
    elif kind == "words":
        new = old.replace(b"layers", b"liars").replace(b"0", b"-9").replace(b"item", b"each").replace(b"text", b"index")
    else:
        new = mutated_bytes.mutate(old, random)[0][:5000]
    new = new.replace(b'"', b"'") if data is JSON else new
    return data[:place.start(1)] + new + data[place.end(1):], f"{old[:30]} became {new[:60]}"


def _record(random):
    lines = TEXTS.split(b"\n")
    index = random.randrange(3)
    lines[index], how = mutated_json.mutate_data(lines[index], random, depth=0.9)
    return b"\n".join(lines), how
