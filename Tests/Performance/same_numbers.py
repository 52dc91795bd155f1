"""Whether two builds compute the same, bit for bit: every site of every small checkpoint, and what it continues a text with.

    same_numbers.py BEFORE AFTER [MODEL …]

BEFORE and AFTER are folders of built programs (.build/release). Each model (those of Tests/Fixtures/Models, of the folder `shared` beside
the checkout, and the embedded ones, unless some are named) reads texts of one token and more, and pairs; each site is written, one pass
a site and one pass with all of them, and a text is continued. Prints a line a model; ends with 1 where a number or an error differs, or a
site of BEFORE is gone. (Sites, and models, that only AFTER has are counted.)
"""
import hashlib
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEXTS = ["the", "The keys to the cabinet are on the table", "The old man, who had been there before, looked at the door. " * 3]
PAIRS = [("The cat sat on the mat", "The cat lay on the rug"), ("a", "the keys to the cabinet are")]


def models():
    folders = [*sorted((ROOT / "Tests/Fixtures/Models").iterdir())]
    for shared in (ROOT / "../shared/tiny", ROOT / "../shared/tiny2"):
        folders += sorted(shared.iterdir()) if shared.is_dir() else []
    return ["demo-gpt2", "demo-bert", "demo-bart", *(str(one) for one in folders if (one / "config.json").is_file())]


def run(build, *words):
    """The exit code, the output and the errors of a command, without the folder of the build in them."""
    done = subprocess.run([f"{build}/explainer", *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def tensors(path):
    """{site: digest of its shape and bytes} of a safetensors file, and its metadata."""
    content = path.read_bytes()
    [size] = struct.unpack("<Q", content[:8])
    header = json.loads(content[8:8 + size])
    found = {}
    for name, entry in header.items():
        if name == "__metadata__":
            found[name] = json.dumps(entry, sort_keys=True)
            continue
        begin, end = entry["data_offsets"]
        found[name] = hashlib.sha256(json.dumps(entry["shape"]).encode() + content[8 + size + begin:8 + size + end]).hexdigest()
    return found


def traced(build, folder, model, given, sites):
    file = folder / "trace.safetensors"
    file.unlink(missing_ok=True)
    code, _, errors = run(build, "trace", "--model", model, *given, "--sites", sites, "-o", str(file))
    return (code, re.sub(r"wrote \d+ tensors", "wrote", errors.replace(str(file), "FILE")), tensors(file) if code == 0 else {})


def answers(build, folder, model):
    """Everything that is compared of a model: {question: answer}."""
    found = {}
    asked = [["--text", text] for text in TEXTS] + [["--sentence-a", a, "--sentence-b", b] for a, b in PAIRS]
    for given in asked:
        code, errors, whole = traced(build, folder, model, given, "*")
        found[f"{given} *"] = (code, errors)
        found.update({f"{given} {site}": digest for site, digest in whole.items()})
        if given is asked[1]:
            for site in whole:
                if site != "__metadata__":
                    found[f"{given} alone {site}"] = traced(build, folder, model, given, site)[2].get(site)
    code, output, errors = run(build, "run", "predictions", "--model", model, "--text", TEXTS[1], "--generate", "5", "--format", "json")
    found["continued"] = (code, errors, json.loads(output)["result"] if code == 0 else "")
    return found


def main():
    before, after, *named = sys.argv[1:]
    differs = False
    with tempfile.TemporaryDirectory() as folder:
        for model in named or models():
            old, new = (answers(build, pathlib.Path(folder), model) for build in (before, after))
            if old["continued"][0] == 69 != new["continued"][0]:
                print(f"{pathlib.Path(model).name:28} only AFTER runs it", flush=True)
                continue
            other = [question for question in old if old[question] != new.get(question)]
            differs |= bool(other)
            codes = sorted({value[0] for value in new.values() if isinstance(value, tuple)})
            print(f"{pathlib.Path(model).name:28} {len(old):5} answers and {len(new) - len(old)} new, exit codes {codes}: "
                  + (f"{len(other)} DIFFER: {'; '.join(other[:5])}" if other else "the same"), flush=True)
    sys.exit(differs)


main()
