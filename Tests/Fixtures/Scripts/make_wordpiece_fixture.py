"""Writes what Hugging Face `tokenizers` makes of difficult texts with several settings of BERT's normaliser.

    python make_wordpiece_fixture.py OUTPUT_JSONL

The first line is a `tokenizer.json` without its `model`. The second is the list of that model's pieces, in the order of
their ids: single characters, and some longer pieces; words of more than 12 characters are unknown. The third is the list
of texts. Each line after them is one setting: `sections`, the sections of that file which are different, and for the
texts in their order `ids`, `offsets` (start and end of each token in Unicode scalars, one behind the other) and
`decoded`, with special tokens.
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from make_tokenizer_fixture import scalars

TEXTS = """The KEYS don't fit: 3.5 (three, and a half)!
unaffable [MASK] [mask]  <x> <X> [CLS]
Ångström ÅNGSTRÖM A\u030angstro\u0308m café CAFE\u0301 naïve NAÏVE
İstanbul ıssız DİYARBAKIR ẞtraße ΌΣΟΣ ΣΊΣΥΦΟΣ ǅ ﬁ ⅷ Ⅷ K Å
Tiếng Việt ở ế Ự
中文 and 東京tower가힣 각갂 \u1100\u1161\u11a8 ｶﾞ が \uf900\u2f00
नमस्ते क्षि ೋ ௌ ำ ཱི ṩ s\u0323\u0307 s\u0307\u0323 \u0344 \u0f73a
a\u08d4\u1b44b \u08d4\u302e\u1b44 \u1d16d\u0316 𝅘𝅥𝅮 \U0001e000\U0001e94a\u034f\U0001e94a\u0301x
a\u00adb\u200bc\u200dd\ufeffe\u0000f\ufffdg\x7fh\x80i
\ta\u00a0b\u2003c\u3000d\u2028e\x0bf\u0085g\r\nh\u1680
“quotes” ‘it’s’ — – … ¿qué? «oui» 、。 \u037e \u0387 \u1fef$+<=>^`|~
abcabcabc abcabcabcabc ABCABCABCABCABC
👩🏽\u200d💻 🏳\ufe0f\u200d🌈 \U000e0001 \ue000
covid COVID Covid19 ncovid  covid covid
don't can 't won 't n't 'm do not 're . , ? !"""

PIECES = ["un", "##aff", "##able", "abc", "##abc", "ab", "##ca", "##bc", "keys", "KEYS", "the", "The", "co", "##vid", "n't", "do not"]


def base(texts: list[str]) -> Tokenizer:
    """The tokenizer of the first line."""
    characters = sorted({c for text in texts for normalizer in variants() for c in normalizer[1].normalize_str(text)} - {" "})
    vocabulary = {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4}
    for place, character in enumerate(characters):
        if place % 7 != 6 or character.isascii():
            vocabulary.setdefault(character, len(vocabulary))
            vocabulary.setdefault("##" + character, len(vocabulary))
    for piece in PIECES:
        vocabulary.setdefault(piece, len(vocabulary))
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=12))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    return tokenizer


def variants() -> list[tuple[dict[str, bool | None], normalizers.Normalizer]]:
    """The settings of the normaliser: all pairs of cases and accents, cleaned and not."""
    names = ["clean_text", "lowercase", "strip_accents"]
    settings: list[dict[str, bool | None]] = [{"clean_text": True, "lowercase": True, "strip_accents": None}]
    settings += [dict(zip(names, values)) for values in itertools.product([True, False], repeat=3)]
    for number, setting in enumerate(settings):
        setting["handle_chinese_chars"] = number % 3 != 2
    return [(setting, normalizers.BertNormalizer(**setting)) for setting in settings]


def main() -> None:
    """Reads the command line."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    texts = TEXTS.split("\n") + scalars(10, 3)
    start = json.loads(base(texts).to_str())
    model = start.pop("model")
    rows: list[object] = [start, sorted(model["vocab"], key=model["vocab"].get), texts]
    for number, (_, normalizer) in enumerate(variants()):
        tokenizer = base(texts)
        tokenizer.normalizer = normalizer
        tokenizer.decoder = decoders.WordPiece(cleanup=number % 3 != 0)
        tokenizer.add_special_tokens([AddedToken("[MASK]", lstrip=number % 2 == 0, rstrip=number % 5 == 0, normalized=False)])
        tokenizer.add_tokens([
            AddedToken("Covid", normalized=True, single_word=number % 2 == 1, lstrip=number % 3 == 1),
            AddedToken("<X>", normalized=number % 4 < 2, rstrip=number % 3 == 2)])
        file = json.loads(tokenizer.to_str())
        found = [tokenizer.encode(text) for text in texts]
        rows.append({
            "sections": {key: value for key, value in file.items() if key != "model" and value != start[key]},
            "ids": [encoding.ids for encoding in found],
            "offsets": [[place for offsets in encoding.offsets for place in offsets] for encoding in found],
            "decoded": [tokenizer.decode(encoding.ids, skip_special_tokens=False) for encoding in found]})
    Path(sys.argv[1]).write_text("".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows), encoding="ascii")
    print(f"{len(rows) - 3} settings, {len(texts)} texts")


if __name__ == "__main__":
    main()
