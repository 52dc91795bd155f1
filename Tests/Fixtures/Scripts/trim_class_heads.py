"""Takes over two classifiers of the second set of tiny checkpoints: the short case, and of it what tests of class heads need.

    python trim_class_heads.py SHARED/tiny2 ../Models

Python alone. The weights, the configuration and the tokenizer are copied unchanged.
"""

import json
import shutil
import struct
import sys
from pathlib import Path

MODELS = ("bert_qa", "bert_tokcls")
FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
KEYS = ("ids", "token_type_ids", "logits", "grad_logit", "zero_mlp1", "zero_head")


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    return {name: (entry, data[slice(*entry["data_offsets"])]) for name, entry in header.items() if name != "__metadata__"}


def write(path, tensors):
    header, data = {}, b""
    for name, (entry, content) in tensors.items():
        header[name] = dict(entry, data_offsets=[len(data), len(data) + len(content)])
        data += content
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def main(source, target):
    for model in MODELS:
        old, new = Path(source, model), Path(target, model)
        new.mkdir(exist_ok=True)
        for name in FILES:
            shutil.copyfile(old / name, new / name)
        tensors = read(old / "oracle.safetensors")
        write(new / "oracle.safetensors", {f"short/{key}": tensors[f"short/{key}"] for key in KEYS})
        document = json.loads((old / "oracle.json").read_text())
        case = document["cases"]["short"]
        kept = {
            "versions": document["versions"],
            "keys": {key: text for key, text in document["keys"].items() if set(key.replace("CASE/", "").split(", ")) & set(KEYS)},
            "cases": {"short": {key: case[key] for key in case if key not in ("tokens", "decoded_tokens", "ffn_layers", "spread")}},
        }
        (new / "oracle.json").write_text(json.dumps(kept, indent=1) + "\n")


main(*sys.argv[1:])
