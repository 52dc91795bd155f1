"""Writes what transformers makes of the files that stand beside a tokenizer, for many combinations of them.

    python make_settings_fixture.py MODELS OUTPUT_JSON

MODELS is the folder of the fixture models, whose tokenizers of 1,000 tokens are bent. Keys of the output:

    versions    of transformers and tokenizers
    texts       the texts, by base
    results     the different results: ids of each text (with special tokens), or null for one that raises;
                added, the added tokens by id, as [id, content, lstrip, rstrip, single_word, normalized, special]
                with flags as one digit each; roles, the texts of bos, eos, unk, sep, pad, cls and mask; error, the kind
                of error where the tokenizer cannot be loaded
    cases       base, the folder whose files are taken; from, which of them ("json" tokenizer.json, "files" the
                vocabulary's own); files, what the settings files beside them hold; sections and model, what is replaced
                in tokenizer.json; result, an index into results

Made with transformers 5.24.0 and tokenizers 0.23.3.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["TRANSFORMERS_VERBOSITY"] = "critical"
os.environ["HF_HUB_OFFLINE"] = "1"
import tokenizers  # noqa: E402
import transformers  # noqa: E402
from transformers import AutoTokenizer  # noqa: E402

TEXTS = {
    "gpt2": ["The keys", " keys<|endoftext|>keys <x1> a", "a <x1>  b<x2>c", "a<mask> it's  é", "xthex the <x3>"],
    "bart": ["The keys", " keys</s>keys <x1> a", "a <x1>  b<x2>c", "a <mask> it's  é", "xthex the <x3>"],
    "bert": ["The Cat sat", "naïve café <X1>", "我爱 you [MASK] [mask]", "a <x1>  b<x2>c", "xthex the <x3>"],
}
ROLES = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"]
OWN = {"gpt2": "GPT2Tokenizer", "bart": "BartTokenizer", "bert": "BertTokenizer"}


def token(content: str, **flags: bool) -> dict:
    """An entry of added_tokens_decoder."""
    plain = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    return {"content": content} | plain | flags


def settings(base: str, own: dict) -> list[dict]:
    """What may stand in the settings files; `own` is the list of the model's own special tokens."""
    lists = [
        {"extra_special_tokens": ["<x1>", "<x2>"]},
        {"additional_special_tokens": ["<x2>", "<x1>"]},
        {"additional_special_tokens": ["<x1>"], "extra_special_tokens": ["<x2>"]},
        {"additional_special_tokens": ["<x1>"], "extra_special_tokens": []},
        {"extra_special_tokens": {"image_token": "<x1>", "the_other": "<x2>"}},
        {"image_token": "<x1>", "boi_token": "<x2>"},
        {"image_token": {"__type": "AddedToken"} | token("<x1>", lstrip=True), "pad_token": "<x3>"},
        {"extra_special_tokens": ["<x1>", {"__type": "AddedToken"} | token("<x2>", rstrip=True), "the"]},
        {"pad_token": "<x1>", "mask_token": {"__type": "AddedToken"} | token("<x2>", lstrip=True)},
        {"unk_token": "<x1>"} if base != "bert" else {"sep_token": "<x1>"},
        {"bos_token": "<x3>", "eos_token": "the"},
        {"pad_token": None, "mask_token": None},
        {"added_tokens_decoder": own},
        {"added_tokens_decoder": own | {"1000": token("<x1>", lstrip=True)}},
        {"added_tokens_decoder": own | {"1001": token("<x1>", rstrip=True), "1000": token("<x2>", lstrip=True)}},
        {"added_tokens_decoder": own | {"1007": token("<x1>", special=False), "2000": token("<x2>")}},
        {"added_tokens_decoder": own | {"1000": token("<x1>", special=False, normalized=True)}, "image_token": "<x1>"},
        {"added_tokens_decoder": own | {"3": token("the", single_word=True, special=False, lstrip=True)}},
        {"added_tokens_decoder": {"1000": token("<x3>", special=False, normalized=True, lstrip=True, rstrip=True)}},
        {"added_tokens_decoder": {"1000": {"content": "<x1>"}, "1001": {"content": " ", "special": True}}},
        {"added_tokens_decoder": {"0": token("<x1>"), "-1": token("<x2>")}},
        {"split_special_tokens": True, "extra_special_tokens": ["<x1>"], "added_tokens_decoder": own},
        {"model_max_length": 2, "padding_side": "left", "clean_up_tokenization_spaces": True, "errors": "strict"},
        {"auto_map": {"AutoTokenizer": [None, "none.None"]}, "extra_special_tokens": ["<x1>"]},
    ]
    if base == "bert":
        lists += [
            {"do_lower_case": False},
            {"do_lower_case": False, "strip_accents": True},
            {"strip_accents": False},
            {"strip_accents": True, "tokenize_chinese_chars": False},
            {"tokenize_chinese_chars": False, "do_lower_case": False},
            {"do_basic_tokenize": False, "never_split": ["The"], "wordpieces_prefix": "@@"},
            {"do_lower_case": False, "added_tokens_decoder": own, "extra_special_tokens": ["<x1>"]},
        ]
    else:
        lists += [
            {"add_prefix_space": True},
            {"add_prefix_space": False},
            {"add_prefix_space": True, "extra_special_tokens": ["<x1>"], "trim_offsets": False},
            {"add_bos_token": True},
            {"add_bos_token": True, "add_eos_token": True},
        ]
    return lists


def beside(base: str) -> list[dict]:
    """Other files beside the tokenizer."""
    name = "tokenizer_class"
    return [
        {"special_tokens_map.json": {"pad_token": "<x1>", "mask_token": token("<x2>", lstrip=True)}},
        {"special_tokens_map.json": {"additional_special_tokens": ["<x1>", "<x2>"]}},
        {"special_tokens_map.json": {"extra_special_tokens": ["<x1>", {"content": "<x2>", "lstrip": True}]}},
        {"special_tokens_map.json": {"pad_token": "<x1>"}, "tokenizer_config.json": {name: OWN[base], "pad_token": "<x2>"}},
        {
            "special_tokens_map.json": {"pad_token": "<x1>"},
            "tokenizer_config.json": {name: OWN[base], "added_tokens_decoder": {}},
        },
        {"added_tokens.json": {"<x1>": 1001, "<x2>": 1000}},
        {"added_tokens.json": {"<x1>": 1001, "<x2>": 1000}, "tokenizer_config.json": {"pad_token": "<x1>"}},
        {"added_tokens.json": {"<x1>": 1000}, "tokenizer_config.json": {"added_tokens_decoder": {"1000": token("<x2>")}}},
        {"added_tokens.json": {"<x1>": 1500, "the": 3}, "special_tokens_map.json": {"additional_special_tokens": ["<x1>"]}},
    ]


def changes(base: str, added: list[dict]) -> list[tuple[dict, dict]]:
    """What may be otherwise in tokenizer.json: sections, and settings of the model."""
    empty = {
        "normalizer": {"type": "Sequence", "normalizers": []},
        "decoder": {"type": "Sequence", "decoders": []},
        "post_processor": {"type": "Sequence", "processors": []},
    }
    nested = {"type": "Sequence", "normalizers": [{"type": "Sequence", "normalizers": []}]}
    more = lambda *tokens: added + [{"id": i} | token(c, **f) for i, c, f in tokens]  # noqa: E731
    other = {"id": "the", "ids": [5, 6], "tokens": ["x", "y"]}
    template = {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "the", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"the": other},
    }
    found: list[tuple[dict, dict]] = [({key: value}, {}) for key, value in empty.items()]
    found += [
        ({"normalizer": nested}, {}),
        ({"post_processor": None, "decoder": None}, {}),
        ({"post_processor": template}, {}),
        ({"added_tokens": []}, {}),
        ({"added_tokens": more((1010, "<x1>", {}), (1020, "<x2>", {"special": False}))}, {}),
        ({"added_tokens": more((1001, "<x1>", {}), (1000, "<x2>", {"lstrip": True}))}, {}),
        ({"added_tokens": more((1000, "<x1>", {}), (1001, "<x1>", {"rstrip": True}), (1002, "", {}))}, {}),
        ({"added_tokens": more((1000, "  ", {}), (1001, " ", {"special": False}), (1002, "\n", {"lstrip": True}))}, {}),
        ({"added_tokens": more((7, "<x1>", {"normalized": True}), (1000, "<x3>", {"single_word": True}))}, {}),
    ]
    if base == "bert":
        bert = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": False}
        found += [
            ({"normalizer": bert | {"strip_accents": False, "lowercase": False}}, {}),
            ({}, {"max_input_chars_per_word": 4}),
        ]
    else:
        level = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": False}
        found += [
            ({"pre_tokenizer": level}, {}),
            ({"pre_tokenizer": {"type": "Sequence", "pretokenizers": [level | {"use_regex": True}]}}, {}),
            ({}, {"unk_token": "the", "ignore_merges": True}),
            ({}, {"unk_token": "the", "fuse_unk": True}),
        ]
    return found


def cases() -> list[dict]:
    """All the combinations."""
    found: list[dict] = []
    for base in ["gpt2", "bart", "bert"]:
        added = json.loads((MODELS / base / "tokenizer.json").read_text())["added_tokens"]
        own = {str(entry["id"]): {k: v for k, v in entry.items() if k != "id"} for entry in added}
        def add(files: dict, sections: dict | None = None, model: dict | None = None, source: str = "json", **config):
            config = {"model_type": base} | config
            one = {"base": base, "from": source, "files": {"config.json": config} | files}
            if sections:
                one["sections"] = sections
            if model:
                one["model"] = model
            found.append(one)

        every = settings(base, own)
        for name in [OWN[base], "PreTrainedTokenizerFast"]:
            for one in [{}] + every:
                add({"tokenizer_config.json": {"tokenizer_class": name} | one})
            for sections, model in changes(base, added):
                add({"tokenizer_config.json": {"tokenizer_class": name}}, sections, model)
                listed = {"added_tokens_decoder": own, "extra_special_tokens": ["<x3>"]}
                add({"tokenizer_config.json": {"tokenizer_class": name} | listed}, sections, model)
        for one in [{}] + every:
            add({"tokenizer_config.json": {"tokenizer_class": OWN[base]} | one}, source="files")
        for files in beside(base):
            add(files)
            add(files, source="files")
            add({"tokenizer_config.json": {}} | files, tokenizer_class="PreTrainedTokenizerFast")
        odd = {"post_processor": None, "normalizer": None}
        names = ["GPT2Tokenizer", "RobertaTokenizer", "BartTokenizerFast", "BertTokenizer", "DistilBertTokenizerFast"]
        names += ["ElectraTokenizer", "ConvBertTokenizer", "TokenizersBackend", "PreTrainedTokenizer", "NoSuchTokenizer"]
        names += ["LlamaTokenizer", "BloomTokenizerFast", "LEDTokenizer", "MvpTokenizer", "LongformerTokenizerFast"]
        for name in names:
            # A vocabulary of the other kind has nothing that this class could find.
            if ("Bert" in name or "Electra" in name) != (base == "bert") and name[:4] in ["GPT2", "Robe", "Bart", "Bert", "Dist", "Elec", "Conv", "LEDT", "MvpT", "Long"]:
                continue
            if name == "LlamaTokenizer" and base == "bert":
                continue
            more = {"add_prefix_space": True, "do_lower_case": False, "extra_special_tokens": ["<x1>"]}
            add({"tokenizer_config.json": {"tokenizer_class": name} | more}, odd)
            add({}, odd, tokenizer_class=name)
        add({}, odd)
        add({"tokenizer_config.json": more}, odd)
        add({}, source="files")
    return found


def load(one: dict) -> dict:
    """What transformers makes of a case."""
    base, folder = one["base"], Path(tempfile.mkdtemp())
    try:
        if one["from"] == "json":
            file = json.loads((MODELS / base / "tokenizer.json").read_text())
            file |= one.get("sections", {})
            file["model"] |= one.get("model", {})
            (folder / "tokenizer.json").write_text(json.dumps(file))
        else:
            for name in ["vocab.txt", "vocab.json", "merges.txt"]:
                if (MODELS / base / name).exists():
                    shutil.copy(MODELS / base / name, folder / name)
        for name, content in one["files"].items():
            (folder / name).write_text(json.dumps(content))
        try:
            tokenizer = AutoTokenizer.from_pretrained(str(folder))
        except Exception as error:
            return {"error": type(error).__name__}
        ids: list = []
        for text in TEXTS[base]:
            try:
                ids.append(tokenizer(text)["input_ids"])
            except BaseException:
                ids.append(None)
        flags = ["lstrip", "rstrip", "single_word", "normalized", "special"]
        added = [
            [i, t.content, "".join(str(int(getattr(t, f))) for f in flags)]
            for i, t in sorted(tokenizer.added_tokens_decoder.items())
        ]
        return {"ids": ids, "added": added, "roles": [getattr(tokenizer, role, None) for role in ROLES]}
    finally:
        shutil.rmtree(folder)


def main() -> None:
    results: list[str] = []
    listed = cases()
    for one in listed:
        result = json.dumps(load(one), ensure_ascii=False)
        if result not in results:
            results.append(result)
        one["result"] = results.index(result)
    output = Path(sys.argv[2])
    head = {"versions": {"transformers": transformers.__version__, "tokenizers": tokenizers.__version__}, "texts": TEXTS}
    lines = [json.dumps(one, ensure_ascii=False) for one in listed]
    text = json.dumps(head, ensure_ascii=False)[:-1]
    text += ',\n"results": [\n' + ",\n".join(results) + '\n],\n"cases": [\n' + ",\n".join(lines) + "\n]}\n"
    output.write_text(text)
    print(len(listed), "cases,", len(results), "results")


if __name__ == "__main__":
    MODELS = Path(sys.argv[1])
    main()
