"""What Hugging Face makes of texts with the tokenizer of `Models/llama3`: byte-pair encoding of characters that falls
back to bytes, with SentencePiece's `▁` for spaces.

    python Scripts/make_llama_fixture.py Models Tokenizers/llama.json

Needs transformers 5.24.0 and tokenizers 0.23.3, no torch. `file`: what tokenizers makes of each text with
`tokenizer.json` alone, and with changes of it (`changes`, members of `tokenizer.json` by path): ids, tokens, offsets in
characters, decoded text. `classes`: what `AutoTokenizer` makes of it with other settings in `tokenizer_config.json`.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from tokenizers import Tokenizer
from transformers import AutoTokenizer

TEXTS = [
    "", " ", "  ", "a", " a", "a ", "Hello world", " Heathrow airport is in the city of", "two  spaces   three",
    "\n", "line\nbreak\r\n\ttab", "▁", "▁▁ a ▁b", "a▁b", "caf\u00e9 na\u00efve", "cafe\u0301", "中文字符", "привет мир", "😀", "a😀b 👩‍👩‍👧 c",
    "\u0000\u0001", "\u00a0x\u3000y", "<s>", "</s>", "<s> a</s>b", "a <s>  b", "<unk>x", "x<s><s>y", "<0x41>", "<0xE2>",
    "tokenisation(x[1]) == 'None'", "1234567890", "ＡＢＣ ﬁ ½", "\ufffd", "\U0010ffff", "end\u2581", "İstanbul ǅ", "   lead and trail   ",
    "ab" * 60, "\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "x" * 50 + " " * 20 + "y",
]

CHANGES = [
    {},
    {"normalizer": None, "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": False}},
    {"normalizer": None, "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": False}},
    {"normalizer": None, "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never", "split": False}},
    {"normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}},
    {"normalizer": {"type": "Sequence", "normalizers": [{"type": "Replace", "pattern": {"String": "ab"}, "content": "▁c"},
                                                        {"type": "Prepend", "prepend": "<<"}]}},
    {"model/ignore_merges": True, "normalizer": None},
    {"without": ["<0xE2>", "<0x9F>"]},
    {"without": ["<0xE2>", "<0x9F>"], "model/fuse_unk": False},
    {"without": ["<0xE2>", "<0x9F>"], "model/unk_token": None},
    {"decoder/decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "Fuse"},
                          {"type": "ByteFallback"}, {"type": "Strip", "content": "x", "start": 2, "stop": 0}]},
    {"decoder/decoders": [{"type": "ByteFallback"}, {"type": "Strip", "content": "▁", "start": 1, "stop": 0}]},
]

CLASSES = [
    {"tokenizer_class": "LlamaTokenizer"},
    {"tokenizer_class": "LlamaTokenizerFast"},
    {"tokenizer_class": "LlamaTokenizer", "legacy": True},
    {"tokenizer_class": "LlamaTokenizer", "legacy": False},
    {"tokenizer_class": "LlamaTokenizer", "add_prefix_space": False},
    {"tokenizer_class": "LlamaTokenizer", "add_bos_token": True, "add_eos_token": False},
    {"tokenizer_class": "LlamaTokenizer", "add_bos_token": False},
    {"tokenizer_class": "LlamaTokenizer", "add_eos_token": True},
    {"tokenizer_class": "PreTrainedTokenizerFast", "add_bos_token": False},
    {"tokenizer_class": "TokenizersBackend"},
    {"tokenizer_class": None},
]


def changed(document, changes):
    document = json.loads(json.dumps(document))
    for path, value in changes.items():
        if path == "without":
            for piece in value:
                del document["model"]["vocab"][piece]
            continue
        *parents, last = path.split("/")
        target = document
        for key in parents:
            target = target[key]
        target[last] = value
    return document


def main(models, output):
    source = Path(models) / "llama3"
    document = json.loads((source / "tokenizer.json").read_text())
    result = {"texts": TEXTS, "file": [], "classes": []}
    for changes in CHANGES:
        tokenizer = Tokenizer.from_str(json.dumps(changed(document, changes)))
        lines = []
        for text in TEXTS:
            made = tokenizer.encode(text)
            lines.append({
                "ids": made.ids, "tokens": made.tokens, "offsets": [list(o) for o in made.offsets],
                "decoded": tokenizer.decode(made.ids, skip_special_tokens=False),
                "bare": tokenizer.decode(made.ids, skip_special_tokens=True),
            })
        every = tokenizer.decode([3 + 0x61, 3 + 0xE4, 3 + 0xB8, 3 + 0xAD, 3 + 0xE4, 3 + 0xB8, 500, 3 + 0x80, 2, 3 + 0x20])
        result["file"].append({"changes": changes, "lines": lines, "broken": every})
    settings = json.loads((source / "tokenizer_config.json").read_text())
    for change in CLASSES:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(source / "tokenizer.json", folder)
            shutil.copy(source / "config.json", folder)
            made = {**settings, **change}
            if made["tokenizer_class"] is None:
                del made["tokenizer_class"]
            (Path(folder) / "tokenizer_config.json").write_text(json.dumps(made))
            tokenizer = AutoTokenizer.from_pretrained(folder)
            result["classes"].append({
                "settings": change, "class": type(tokenizer).__name__,
                "ids": [tokenizer(text)["input_ids"] for text in TEXTS],
                "decoded": [tokenizer.decode(tokenizer(text)["input_ids"]) for text in TEXTS],
            })
    Path(output).write_text(json.dumps(result, ensure_ascii=True, separators=(",", ":")) + "\n")


main(*sys.argv[1:])
