#!/usr/bin/env python3
"""Whether this program and huggingface_hub share a cache: what either has fetched the other finds and goes on with.

    compatibility.py EXPLAINER

Needs huggingface_hub; with transformers and torch, models and tokenizers are loaded as well. Everything is on loopback and in
a temporary folder.
"""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DEMO = HERE.parent.parent / "Sources" / "DemoModels"
EXPLAINER = os.path.abspath(sys.argv[1])
MODELS = {"distilgpt2": "demo-gpt2", "google-bert/bert-base-uncased": "demo-bert", "facebook/bart-large-cnn": "demo-bart"}
TRANSFORMERS_NAMES = {"distilgpt2": "AutoModelForCausalLM", "google-bert/bert-base-uncased": "AutoModelForMaskedLM",
                      "facebook/bart-large-cnn": "AutoModelForSeq2SeqLM"}


def check(condition, what):
    print(("ok      " if condition else "FAILED  ") + what, flush=True)
    if not condition:
        sys.exit(1)


def tree(cache):
    """Every file and link below a cache, with contents and targets, but locks."""
    found = {}
    for path in sorted(pathlib.Path(cache).rglob("*")):
        name = str(path.relative_to(cache))
        if name.startswith(".locks") or name == "CACHEDIR.TAG":
            continue
        if path.is_symlink():
            found[name] = os.readlink(path)
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for model, source in MODELS.items():
            shutil.copytree(DEMO / source, folder / "server" / "models" / model)
        (folder / "server" / "settings.json").write_text(
            json.dumps({"renamed": {"bert-base-uncased": "google-bert/bert-base-uncased"}}))
        server = subprocess.Popen(
            [sys.executable, str(HERE / "hub_server.py"), str(folder / "server")], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        try:
            compare(folder, server.stdout.readline().split()[0])
        finally:
            server.stdin.close()
            server.wait()


def compare(folder, endpoint):
    base = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}

    def environment(home, **more):
        return {**base, "HF_HOME": str(folder / home), **more}

    def explainer(home, *words, **more):
        run = subprocess.run(
            [EXPLAINER, *words], env=environment(home, **more), text=True, capture_output=True, check=False)
        check(run.returncode == 0, f"explainer {' '.join(words)}" + (run.stderr if run.returncode else ""))
        return run.stdout.strip()

    def python(home, code, **more):
        run = subprocess.run(
            [sys.executable, "-c", code], env=environment(home, **more), text=True, capture_output=True, check=False)
        if run.returncode:
            print(run.stderr)
        check(run.returncode == 0, f"python: {code.strip().splitlines()[-1]}")
        return run.stdout.strip()

    names = [*MODELS, "bert-base-uncased"]
    download = "from huggingface_hub import snapshot_download; print(snapshot_download({!r}))"
    for name in names:
        ours = explainer("ours", "models", "download", "--quiet", name)
        found = python("ours", download.format(name), HF_HUB_OFFLINE="1")
        check(ours == found, f"{name}: huggingface_hub finds what we fetched, offline")
        # What transformers asks for one by one, online: nothing is fetched a second time.
        before = tree(folder / "ours")
        code = "from huggingface_hub import hf_hub_download\n" + "\n".join(
            f"hf_hub_download({name!r}, {file!r})" for file in sorted(os.listdir(ours)))
        python("ours", code)
        check(tree(folder / "ours") == before, f"{name}: huggingface_hub has nothing to add")

    for name in names:
        theirs = python("theirs", download.format(name))
        found = explainer("theirs", "models", "path", name, HF_HUB_OFFLINE="1")
        check(theirs == found, f"{name}: we find what huggingface_hub fetched")
        explainer("theirs", "models", "verify", name)
        before = tree(folder / "theirs")
        explainer("theirs", "models", "download", "--quiet", name)
        after = {key: value for key, value in tree(folder / "theirs").items() if ".no_exist" not in key}
        check(after == {key: value for key, value in before.items() if ".no_exist" not in key},
              f"{name}: we have nothing to add")
    common = tree(folder / "ours").keys() & tree(folder / "theirs").keys()
    check(all(tree(folder / "ours")[key] == tree(folder / "theirs")[key] for key in common) and len(common) > 30,
          f"{len(common)} files and links are the same in both caches")

    for home, begun in (("begun-by-us", 1_000_000), ("begun-by-them", 2_000_000)):
        weights = folder / "server" / "models" / "distilgpt2" / "model.safetensors"
        blobs = folder / home / "hub" / "models--distilgpt2" / "blobs"
        blobs.mkdir(parents=True)
        etag = hashlib.sha256(weights.read_bytes()).hexdigest()
        (blobs / f"{etag}.incomplete").write_bytes(weights.read_bytes()[:begun])
    (folder / "server" / "requests.jsonl").write_text("")
    explainer("begun-by-them", "models", "download", "--quiet", "distilgpt2")
    python("begun-by-us", download.format("distilgpt2"))
    ranges = [json.loads(line)["headers"].get("range", "") for line in open(folder / "server" / "requests.jsonl")]
    check(any(r.startswith("bytes=2000000-") for r in ranges), "we go on with what huggingface_hub has begun")
    # (huggingface_hub goes on with what others have begun up to version 0.36, and begins anew since.)
    check(any(r.startswith("bytes=1000000-") or not r for r in ranges), "what we have begun does not mislead huggingface_hub")
    check(tree(folder / "begun-by-us")[f"hub/models--distilgpt2/blobs/{etag}"] == etag, "which has the right weights then")

    # Both at once: whoever has the lock fetches, the other waits and finds.
    (folder / "server" / "faults.json").write_text(json.dumps([{"port": "cdn", "slow": 2_000_000}]))
    (folder / "server" / "requests.jsonl").write_text("")
    both = [
        subprocess.Popen([EXPLAINER, "models", "download", "--quiet", "distilgpt2"], env=environment("both"),
                         stdout=subprocess.PIPE, text=True),
        subprocess.Popen([sys.executable, "-c", download.format("distilgpt2")], env=environment("both"),
                         stdout=subprocess.PIPE, text=True),
    ]
    answers = {process.communicate()[0].strip() for process in both}
    (folder / "server" / "faults.json").write_text("[]")
    sent = 0
    for request in map(json.loads, open(folder / "server" / "requests.jsonl")):
        if request["port"] == "cdn":
            first, _, last = request["headers"].get("range", "").removeprefix("bytes=").partition("-")
            sent += int(last) + 1 - int(first) if last else weights.stat().st_size
    check(len(answers) == 1 and sent == weights.stat().st_size, "of both at once one fetches the weights")

    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError:
        print("passed  transformers and torch are not here")
        return
    for name, kind in TRANSFORMERS_NAMES.items():
        code = f"""
from transformers import AutoTokenizer, {kind}
tokens = AutoTokenizer.from_pretrained({name!r})("The keys to the cabinet", return_tensors="pt")
tokens.pop("token_type_ids", None) if "bart" in {name!r} else None
print({kind}.from_pretrained({name!r})(**tokens).logits.shape[-1])"""
        check(int(python("ours", code, HF_HUB_OFFLINE="1")) > 1000, f"{name}: transformers runs it, offline")


main()
