"""What each component of Hugging Face `tokenizers` 0.23.3 makes of texts, by itself and one behind the other.

    python Scripts/make_steps_fixture.py Tokenizers/steps.json

Needs tokenizers only. Each of `normalizers`, `pre_tokenizers`, `decoders` and `models` is a list of cases: `component` is
a section as `tokenizer.json` has it. Normalisers: for each of TEXTS its normal form and the offsets of each of its characters
in the text, one behind the other. Pre-tokenizers: the words of each of TEXTS, and their offsets. Decoders: what each of
PIECES becomes. Models: for each of WORDS, cut at spaces, ids and offsets.
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer

TEXTS = [
    "", " ", "Hello  World", " l\u00e9ad\u0301 and trail \t", "It's 12,345 x_y-z!", "\ufb01ne \u00bd \u2460 \uff21\uff22", "\u4e2d\u6587a\u3042\u30abB \u0430\u0431", "\u0130I\u00df\u1e9e \u01c5", "a\u0007b\u200bc\u200dd\u00ade\ufefff",
    "x\u2581y \u2581", "\u1100\u1161\u11a8\uac01", "q\u0307\u0323 s\u0323\u0307", "one\ntwo\r\n\tthree", "\U0001f469\U0001f3fd\u200d\U0001f4bb ok", "aaabbb  ab ba", "``q'' ''r``",
]


def replace(old, new, regex=False):
    return {"type": "Replace", "pattern": {"Regex" if regex else "String": old}, "content": new}


def sequence(key, *parts):
    return {"type": "Sequence", key: list(parts)}


def split(pattern, behavior, invert=False, regex=True):
    return {"type": "Split", "pattern": {"Regex" if regex else "String": pattern}, "behavior": behavior, "invert": invert}


def metaspace(scheme="always", cut=True, replacement="\u2581"):
    return {"type": "Metaspace", "replacement": replacement, "prepend_scheme": scheme, "split": cut}


def byte_level(prefix=False, regex=True):
    return {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": regex}


BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]

NORMALIZERS = [
    *[{"type": name} for name in ["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "ByteLevel"]],
    *[{"type": "Strip", "strip_left": left, "strip_right": right} for left in [False, True] for right in [False, True]],
    {"type": "Prepend", "prepend": "\u2581"}, {"type": "Prepend", "prepend": "xy"},
    replace(" ", "\u2581"), replace("a", ""), replace("ab", "\u00e9\u00e8x"), replace(r"\s+", " ", True), replace(r"\A +| +\z", "", True), replace(r"a|b{2}", "-+", True),
    {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
    sequence("normalizers", {"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}),
    sequence("normalizers", {"type": "NFKC"}, replace(" {2,}", " ", True), {"type": "Prepend", "prepend": "\u2581"}, replace(" ", "\u2581")),
    sequence("normalizers", {"type": "NFD"}, {"type": "NFC"}, {"type": "Strip", "strip_left": True, "strip_right": True}),
    sequence("normalizers", {"type": "Strip", "strip_left": True, "strip_right": False}, {"type": "Prepend", "prepend": " "}),
    sequence("normalizers", replace("``", '"'), replace("''", '"'), {"type": "NFKD"}, {"type": "StripAccents"}),
]

PRE_TOKENIZERS = [
    *[{"type": name} for name in ["BertPreTokenizer", "Whitespace", "WhitespaceSplit", "UnicodeScripts"]],
    *[{"type": "Punctuation", "behavior": behavior} for behavior in BEHAVIORS],
    *[{"type": "Digits", "individual_digits": single} for single in [False, True]],
    *[{"type": "CharDelimiterSplit", "delimiter": delimiter} for delimiter in [" ", "a", "\u00e9"]],
    *[{"type": "FixedLength", "length": length} for length in [1, 5]],
    *[metaspace(scheme, cut) for scheme in ["always", "first", "never"] for cut in [True, False]], metaspace(replacement="_"),
    *[byte_level(prefix, regex) for prefix in [False, True] for regex in [False, True]],
    *[split(r"\s+|b+", behavior, invert) for behavior in BEHAVIORS for invert in [False, True]],
    split(" ", "MergedWithPrevious", regex=False), split("ab", "Isolated", regex=False),
    split(r"[^\w\s]+|\d", "Isolated"), split(r"(?i:'s|'t)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", "Isolated"),
    sequence("pretokenizers", {"type": "WhitespaceSplit"}, metaspace()),
    sequence("pretokenizers", {"type": "Digits", "individual_digits": True}, byte_level(True)),
    sequence("pretokenizers", split(r"\d+", "Isolated"), {"type": "Punctuation", "behavior": "Isolated"}, metaspace("first", False)),
    sequence("pretokenizers", metaspace("always", False), {"type": "FixedLength", "length": 3}),
    sequence("pretokenizers", {"type": "Whitespace"}, {"type": "UnicodeScripts"}, {"type": "FixedLength", "length": 4}),
]

PIECES = [
    [], [""], ["\u2581Hello", "\u2581world", "!"], ["\u2581", "\u2581", "a"], ["un", "##aff", "##able", "##", "."], ["<0xE4>", "<0xB8>", "<0xAD>", "x", "<0xE4>", "<0x41>"], ["he", "llo</w>", "wor</w>ld</w>"],
    ["\u0120caf\u00c3\u00a9", "\u0120\u00e4\u00b8", "\u0143", "\u4e2d", "a b"], ["a", "\u2581b\u2581", " c ", "\u2581\u2581"], ["don", "'t", "do not", ",", "\u2581 n't"],
]

DECODERS = [
    byte_level(), metaspace(), metaspace("first"), metaspace("never"), {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "BPEDecoder", "suffix": "</w>"},
    *[{"type": "WordPiece", "prefix": prefix, "cleanup": clean} for prefix in ["##", "a"] for clean in [False, True]],
    *[{"type": "Strip", "content": content, "start": start, "stop": stop} for content, start, stop in [(" ", 1, 0), ("\u2581", 2, 0)]],
    replace("\u2581", " "), replace(r"[aeiou]+", "-", True),
    sequence("decoders", replace("\u2581", " "), {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}),
    sequence("decoders", {"type": "ByteFallback"}, metaspace()), sequence("decoders", byte_level(), replace("\ufffd", "?")),
]


def unigram(vocab, unk=0, fallback=False):
    return {"type": "Unigram", "unk_id": unk, "vocab": vocab, "byte_fallback": fallback}


def bpe(pieces, merges, **settings):
    base = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False}
    return base | {"vocab": {piece: id for id, piece in enumerate(pieces)}, "merges": merges} | settings


BYTES = [f"<0x{byte:02X}>" for byte in "\u4e2d\u6587".encode()]
TIES = [["<unk>", 0.0], ["a", -1.0], ["aa", -2.0], ["aaa", -3.0], ["b", -1.5], ["ab", -2.5], ["ba", -2.5], ["\u4e2d", -4.0], ["abab", -5.0]]
AFFIXES = ["<unk>", "a", "b", "##a", "##b", "a</w>", "##b</w>", "##a</w>", "b</w>", "ab", "ab</w>", "##ba"]

MODELS = [
    unigram(TIES), unigram([*TIES, ["zz", -1.0], ["\u6587\u6587", -0.5]]),
    unigram([*TIES, *[[piece, -20.0] for piece in BYTES]], fallback=True), unigram([*TIES, *[[piece, -20.0] for piece in BYTES[:4]]], fallback=True),
    unigram([["a", -1.0], ["b", -9.0], ["<unk>", -30.0], ["x", -2.0]], unk=2),
    *[bpe(["<unk>", "a", "b", "ab", "aba", "aab", "\u4e2d", *BYTES[:3]], [["a", "b"], ["ab", "a"], ["a", "ab"]], unk_token=unknown, fuse_unk=fuses, byte_fallback=fallback, ignore_merges=ignores)
      for unknown, fuses, fallback, ignores in [(None, False, False, False), ("<unk>", False, False, False), ("<unk>", True, False, False), ("<unk>", True, True, False), (None, False, True, True), ("<unk>", False, False, True)]],
    bpe(AFFIXES, [["a", "##b"], ["a", "##b</w>"]], unk_token="<unk>", continuing_subword_prefix="##", end_of_word_suffix="</w>"),
    bpe([piece.replace("</w>", "") + "" for piece in AFFIXES[:5]] + ["ab", "##ba"], [["a", "##b"], ["##b", "##a"]], continuing_subword_prefix="##"),
    {"type": "WordLevel", "unk_token": "<unk>", "vocab": {"<unk>": 0, "ab": 1, "\u4e2d\u6587": 2, "": 3}},
    {"type": "WordPiece", "unk_token": "<unk>", "continuing_subword_prefix": "##", "max_input_chars_per_word": 5, "vocab": {"<unk>": 0, "a": 1, "##b": 2, "##a": 3, "ab": 4, "\u4e2d": 5, "##\u6587": 6}},
]

WORDS = ["", "a", "aaaa", "abab abba", "aab baa", "x", "axxb xx", "\u4e2d\u6587", "a\u4e2d\u6587\u6587b", "\u6587\u6587 zz zzz", "ababab", "abxab", "\u00e9a\u00e9"]


def flat(offsets):
    return [place for pair in offsets for place in pair]


def tokenizer(**sections):
    file = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": None, "post_processor": None, "decoder": None,
            "model": {"type": "WordLevel", "vocab": {"?": 0}, "unk_token": "?"}}
    return Tokenizer.from_str(json.dumps(file | sections))


def main(output):
    result = {"texts": TEXTS, "pieces": PIECES, "words": WORDS, "normalizers": [], "pre_tokenizers": [], "decoders": [], "models": []}
    for component in NORMALIZERS:
        each = tokenizer(normalizer=component, pre_tokenizer={"type": "FixedLength", "length": 1})
        result["normalizers"].append({
            "component": component, "texts": [each.normalizer.normalize_str(text) for text in TEXTS], "offsets": [flat(each.encode(text).offsets) for text in TEXTS]})
    for component in PRE_TOKENIZERS:
        each = tokenizer(pre_tokenizer=component)
        words = [each.pre_tokenizer.pre_tokenize_str(text) for text in TEXTS]
        result["pre_tokenizers"].append({
            "component": component, "words": [[word for word, _ in found] for found in words], "offsets": [flat(offsets for _, offsets in found) for found in words]})
    for component in DECODERS:
        each = tokenizer(decoder=component)
        result["decoders"].append({"component": component, "texts": [each.decoder.decode(pieces) for pieces in PIECES]})
    for component in MODELS:
        each = tokenizer(model=component, pre_tokenizer={"type": "WhitespaceSplit"})
        found = [each.encode(word) for word in WORDS]
        result["models"].append({"component": component, "ids": [encoding.ids for encoding in found], "offsets": [flat(encoding.offsets) for encoding in found]})
    Path(output).write_text(json.dumps(result, separators=(",", ":")), encoding="ascii")
    print({key: len(value) for key, value in result.items()})


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
