"""Writes how Hugging Face `tokenizers` cuts texts into words, by the pre-tokenizers of several families.

    python make_split_fixture.py OUTPUT_JSON

    tokenizers  its version
    texts       the texts
    families    of each: name; components, as a `tokenizer.json` has them; words, a list for each text
    patterns    single regular expressions, each with a text and its words: what backtracking, sets and cases mean

Words are widths in Unicode scalars, one behind the other; what lies between and is no word is negative. The patterns are
those of the `tokenizer.json` files of openai-community/gpt2, google-bert/bert-base-uncased, meta-llama/Meta-Llama-3-8B,
Qwen/Qwen2-7B, Qwen/Qwen3.5-0.8B, openai/gpt-oss-20b (o200k), deepseek-ai/DeepSeek-V3, bigscience/bloom and
Xenova/gpt-4 (cl100k).
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import make_tokenizer_fixture as lines
import tokenizers
from tokenizers import Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import Split

CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
TAIL = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
LLAMA3 = CONTRACTION + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|" + TAIL
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
O200K = "|".join([
    rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+{CONTRACTION}?", rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*{CONTRACTION}?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
DEEPSEEK = [r"\p{N}{1,3}", "[一-龥\u3040-ゟ゠-ヿ]+", r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|"""
            r"[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"]


def split(expression: str, behavior: str = "Isolated", invert: bool = False) -> dict[str, object]:
    """A `Split`."""
    return {"type": "Split", "pattern": {"Regex": expression}, "behavior": behavior, "invert": invert}


def byte_level(words: bool) -> dict[str, object]:
    """A `ByteLevel`."""
    return {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": words}


FAMILIES = {
    "gpt2": [byte_level(True)],
    "bert": [{"type": "BertPreTokenizer"}],
    "llama-3": [split(LLAMA3), byte_level(False)],
    "cl100k": [split(LLAMA3, "Removed", True), byte_level(False)],
    "qwen2": [split(LLAMA3.replace("{1,3}", "")), byte_level(False)],
    "qwen3.5": [split(LLAMA3.replace("{1,3}", "").replace(r"]?\p{L}+", r"]?[\p{L}\p{M}]+")
                      .replace(r"[^\s\p{L}\p{N}]+", r"[^\s\p{L}\p{M}\p{N}]+")), byte_level(False)],
    "o200k": [split(O200K), byte_level(False)],
    "deepseek-v3": [*map(split, DEEPSEEK), byte_level(False)],
    "bloom": [split(r" ?[^(\s|[.,!?…。，、।۔،])]+"), byte_level(False)],
    "split and words": [split(r"\p{N}"), byte_level(True)],
    "words alone": [split(r"\p{L}+", "Removed", True), byte_level(False)],
}

PATTERNS = [
    (r"(?i:'s|'re)", "'S 'ſ 'rE 's 'RE’s"), (r"(?i:k)s", "ks Ks Ks KS kS"), (r"(?i:s)", "sSſßẞ"),
    (r"\s+(?!\S)", "a   b \n c  "), (r"\s+(?=\S)b?", "a   b \n bc  "), (r"\s*[\r\n]+", "a  \n \n  b\r\n c"),
    (r"a+ab", "aaab aab ab"), (r"a++ab|b", "aaab aab ab"), (r"a?+ab|b", "aab ab b"), (r"b*+b|a", "abbba"),
    (r"a{2}", "aaaaa"), (r"a{2,}b", "aaab ab aab"), (r"a{,2}b", "aaab b ab"), (r"a{1,3}", "aaaaaaaa a"),
    (r"(?:ab|a)(?:bc|c)", "abc abbc ac"), (r"(?:ab|a)?bc", "abc abbc bc"), (r"(?:a|ab)(?:c|bcd)x?", "abcd abc acx"),
    (r"x(?:y(?:z|))?w", "xw xyw xyzw xzw"), (r"ab|abc", "abcabc"), (r"abc|ab", "abcabab"),
    (r"[^(\s|[.,!?…。])]+", "ab|c(d) e.f,g…h。i"), (r"[a[b-d]e]+", "abcdefg"), (r"[^\p{L}\S]", "a \n1"), (r"[\P{L}]+", "a1 b"),
    (r"[\-\]\\^a-c]+", "x-]\\^abcd"), (r"[a-]+", "b-a-b"), (r"[-a]+", "b-a-b"), (r"[^\r\n]?\p{L}", "\na b\r1c"),
    (r"\p{M}+|\p{S}|\p{P}", "e\u0301\u0302+_\u20ac\U000111c9"), (r"]|}", "a]b}"), (r"世+|[一-龥]", "世世界b"),
    (r"[^一-龥]+", "世界ab世"), (r"'|\.|\-|\ ", "a'b.c-d e"), ("\t|\\t\\n", "a\t\t\nb"),
]


def texts() -> list[str]:
    """What every family cuts."""
    blocks = [lines.ENGLISH.split("\n"), lines.CONTRACTIONS.split("\n"), lines.DIGITS.split("\n"), lines.SCRIPTS.split("\n"),
              lines.COMBINING.split("\n"), lines.EMOJI.split("\n")[::3], lines.WHITESPACE, lines.CONTROLS[::3],
              lines.PUNCTUATION, lines.mixtures(20, 5), lines.scalars(25, 6)]
    rng = random.Random(7)
    kinds = ["A", "b", "ǅ", "ʰ", "文", "\u0301", "1", "²", ".", "؝", "+", "€", " ", "\n", "\r", "\t", "'", "'s", "'LL", "/", "\u3000"]
    blocks.append(["".join(rng.choices(kinds, k=rng.randint(3, 14))) for _ in range(60)])
    blocks.append([" " * 300 + "a", "A" * 300, "\n" * 100 + " " * 100 + "x", "a\u0301" * 50, "ABCabcABC" * 10, "12345678" * 5])
    return list(dict.fromkeys(text for block in blocks for text in block))


def widths(text: str, spans: list[tuple[int, int]]) -> list[int]:
    """The widths of words that lie at `spans`, and of what lies between."""
    found, last = [], 0
    for start, end in spans:
        assert last <= start < end
        if last < start:
            found.append(last - start)
        found.append(end - start)
        last = end
    return found + ([last - len(text)] if last < len(text) else [])


def words(components: list[dict[str, object]], texts: list[str]) -> list[list[int]]:
    """The words of each of `texts`."""
    tokenizer = Tokenizer(BPE())
    file = json.loads(tokenizer.to_str())
    file["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": components}
    pre_tokenizer = Tokenizer.from_str(json.dumps(file)).pre_tokenizer
    return [widths(text, [span for _, span in pre_tokenizer.pre_tokenize_str(text)]) for text in texts]


def main() -> None:
    """Reads the command line."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    given = texts()
    families = [{"name": name, "components": components, "words": words(components, given)}
                for name, components in FAMILIES.items()]
    patterns = [[expression, text, widths(text, [span for _, span in
                 Split(Regex(expression), "isolated").pre_tokenize_str(text)])] for expression, text in PATTERNS]
    rows = ",\n".join(json.dumps(family, separators=(",", ":")) for family in families)
    Path(sys.argv[1]).write_text(
        f'{{"tokenizers":"{tokenizers.__version__}",\n"texts":{json.dumps(given)},\n"families":[\n{rows}\n],\n"patterns":['
        + ",\n".join(json.dumps(pattern, separators=(",", ":")) for pattern in patterns) + "]}\n", encoding="ascii")
    print(f"{len(given)} texts, {len(families)} families, {len(patterns)} patterns")


if __name__ == "__main__":
    main()
