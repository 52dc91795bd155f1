"""Writes what Hugging Face `tokenizers` makes of many lines, one JSON object a line.

    python make_tokenizer_fixture.py TOKENIZER_JSON OUTPUT_JSONL
    python make_tokenizer_fixture.py --pairs OUTPUT_JSONL TOKENIZER_JSON...

Made for the tokenizer.json of the demonstration models: for byte-level BPE that adds nothing to a text all lines below,
for WordPiece and for byte-level BPE with a template a choice of them and lines of their own. Keys of a line:

    i, cat          number and kind of the line
    text            the input
    ids, tokens     what `encode` returns
    offsets_char    start and end of each token in Unicode scalars of the text
    offsets_byte    the same in UTF-8 bytes, offsets_utf16 in UTF-16 code units (both derived from offsets_char: a
                    token that holds a part of a character spans the whole character)
    special_mask    1 where the token was added by the post-processor (never by the byte-level BPE's)
    decoded         `decode` of the ids with special tokens, decoded_skip without them

With `--pairs`, for each tokenizer (`name`, its folder's) what `encode` makes of pairs of texts `a` and `b`:

    ids, type_ids, sequence_ids, offsets_char   of the pair
    longest_first_24                            ids of the pair cut to 24 tokens
    a_only_truncated_16                         ids of `a` alone cut to 16
"""

from __future__ import annotations

import json
import random
import sys
import unicodedata
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.processors import RobertaProcessing

ENGLISH = """The keys to the cabinet are on the table.
 Heathrow airport is in the city of London.
The key to the cabinets is old.
"I do not know," said the Scarecrow, "but I shall ask the Wizard."
It was the best of times; it was the worst of times: who could say which?
She turned (without a word) and went back - slowly, very slowly - to the house.
THE ADVENTURE OF THE SPECKLED BAND
antidisestablishmentarianism
a
I
 a
the
 the
The
Mr. Holmes, Dr. Watson & Mrs. Hudson live at 221B Baker Street.
What?! No... Yes!!! (really?) [maybe] {perhaps} <never>
e-mail: someone@example.org, see https://example.org/a_b-c?d=e&f=g#h
snake_case camelCase PascalCase kebab-case SCREAMING_CASE
let x = a[i] + b->c * 0x1F; // comment
C:\\Users\\name\\file.txt and /usr/local/bin
100% of $5.00 is #1 * ^2 ~ `code` | pipe = equals + plus
He came into the hall with us and helped the Editor on with his coat.
We hold these truths to be self-evident, that all men are created equal."""

CONTRACTIONS = """it's
IT'S
I'm you're he'll we've they'd isn't 'tis
I'M YOU'RE HE'LL WE'VE THEY'D
don't can't won't shan't
'twas the night
rock 'n' roll
the boys' hats
it’s
I’m you’re he’ll we’ve they’d
''s ''t 'll've
's
'
''
'S 'T 'RE
o'clock d'Artagnan l'été
it's'm're
x'sy
 's 't 're"""

DIGITS = """0
7
42
1234567890
3.14159
1,000,000
2026-11-23T05:06:07Z
1st 2nd 3rd 4th
0x7fff 0b1010 1e-5
٠١٢٣٤٥
१२३
½ ¼ ² ³ ① Ⅷ
１２３
a1b2c3
12 34  56
+44 20 7946 0000
🄀 𝟘𝟙𝟚 ௧"""

SCRIPTS = """東京は日本の首都です。
北京是中国的首都。
서울은 대한민국의 수도입니다.
ｶﾀｶﾅ ひらがな カタカナ
中 文 字 符
مرحبا بالعالم
السلام عليكم، كيف حالك؟
שלום עולם
בְּרֵאשִׁית בָּרָא אֱלֹהִים
Привет, мир!
Ελληνικά: αβγδ ΑΒΓΔ
नमस्ते दुनिया
สวัสดีชาวโลก
Xin chào thế giới
Straße Größe Übermut ẞ
İstanbul ıssız
naïve café résumé Zoë
Ærø Øresund Åse
հայերեն ქართული አማርኛ
᚛ᚑᚌᚐᚋ᚜ ᚠᚢᚦ
ⴰⵎⴰⵣⵉⵖ
𐍈𐌰𐌿𐍂
𝒜𝓑𝔠 𝕬
𠀀𠮷𪚥
Ａｌｐｈａ
ﬁ ﬂ ﬀ ǆ"""

COMBINING = """e\u0301 a\u0308 n\u0303
cafe\u0301
Z\u0351\u036b\u0343\u036a\u0302a\u0301\u0323l\u0306g\u0330o\u0327
\u0301
a\u0301\u0301\u0301
क्षि
가 \u1100\u1161
\u0e01\u0e33
x\u20dd
ä a\u0308
A\u030a Å \u212b"""

EMOJI = """🙂
🙂🙃
👨\u200d👩\u200d👧\u200d👦
👩🏽\u200d💻
🏳\ufe0f\u200d🌈
🇬🇧🇫🇷
❤\ufe0f ❤
1\ufe0f\u20e3
a🙂b
 🙂 
🤷🏾\u200d♀\ufe0f shrug
👍👍🏻👍🏿
\U0001fae0\U0001faf6
😀😃 are faces"""

SPECIALS = """</s>
<s>
<s>Hello</s>
Hello</s>
 </s> 
a<mask>b
a <mask> b
<unk><pad>
<s><s></s></s>
< s > </ s>
<S> </S> <MASK>
<s
s>
The end.</s>The beginning.
<|endoftext|>
[CLS] [SEP] [MASK]
It's</s>'s
1</s>2
 <s>the</s> the
\n</s>\n
東</s>京
<pad><pad><pad>
<unk>🙂<mask>
<mask> 
  <mask>  end
<masks>"""

WHITESPACE = ["", " ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", " \n", "\n ", "\t\t\t", " a", "a ", "a  b", "a   b", "  a  b  ",
              "a\tb", "a\t b", "a \tb", "a\nb", "a\n\nb", "a \n b", "line one\nline two\n", "line one\r\nline two\r\n",
              "    indented", "\tindented", "def f(x):\n    return x\n", "trailing   ", "   ", "a" + " " * 20 + "b",
              "\u00a0", "a\u00a0b", "a \u00a0 b", "\u3000", "東\u3000京", "a\u2003b", "a\u200bb", "a\u2028b\u2029c", "\u0085", "a\u0085 b",
              "\u1680", "\u180e", "\u202f a", "\u205f", "\ufeff", "\ufeffBOM", "\x0b\x0c", "a\x0bb\x0cc", " '", " .", "  .", " 1", "  1",
              "\n1", "\n'", "\n's", " \t's", "a  's", "!  !", "?\n?", " \u0301", "  \u0301", "\t \n \r "]

CONTROLS = ["\x00", "a\x00b", "\x01\x02\x03", "\x1b[31mred\x1b[0m", "\x7f", "\x80\x9f", "a\x08b", "\u200e\u200f", "\u202a\u202b\u202c",
            "\u2066x\u2069", "\ufffd", "\ufffe", "\uffff", "\U0010ffff", "\ue000", "\U000f0000", "\U000e0001\U000e0041", "\u00ad soft\u00adhyphen",
            "\ufff9\ufffb", "\u034f"]

PUNCTUATION = ["“Curly” ‘quotes’", "em—dash en–dash", "… ellipsis", "«guillemets»", "„low“", "¿Qué? ¡Sí!", "§ ¶ † ‡ •", "€ £ ¥ ₿", "© ® ™ ℠",
               "← → ↔ ⇒", "∑ ∫ √ ∞ ≠ ≤", "°C ′ ″", "、。「」", "…!?…", "-- --- ----", "_ __ ___", "!!!!!!!!", "........",
               "==========", "a.b,c;d:e", "(((", ")))", "\\", "\\n", "\"", "\"\"", "``", "#hashtag @user", "~/.bashrc", "1/2 - 3*4"]

BRACKETED = """The cat sat on the [MASK].
The keys to the cabinet [MASK] on the table.
[MASK] airport is in the city of London.
[MASK][MASK] [MASK]
the[MASK]cat
[CLS] Hello. [SEP] Hello again. [SEP]
[UNK][PAD]
[mask] [Mask] [ MASK ] [MASK
[[MASK]]
Hello, WORLD! It's unbelievable.
Ça va? Élan, façade, Ångström, ŒUVRE, Straße
e\u0301le\u0300ve E\u0301LE\u0300VE
a東b京c
Zürich\u00a0東京\u3000中文
x\u4e00\u3400\U00020000y
☃ snowman ☃☃
the ☃ the
zzzzxqj
supercalifragilisticexpialidocious"""

ANGLED = """The cat sat on the<mask>.
The cat sat on the <mask>.
The keys to the cabinet <mask> on the table.
<mask> airport is in the city of London.
 <mask>
<mask><mask> <mask>
the<mask>cat
the  <mask>  cat
\t<mask>\n<mask>
<s> Hello. </s> Hello again. </s>
<mask>'s
<mask></s>
 the
  The end.
é<mask>ù
東 <mask> 京
The girl put on her coat and went out.
Heathrow airport is in the city of London."""


def mixtures(count: int, seed: int) -> list[str]:
    """Lines put together at random from pieces of every kind."""
    rng = random.Random(seed)
    pieces = ["the", " the", "keys", " London", "'s", "'", "’s", " ", "  ", "\n", "\t", "1", "23", "é", "e\u0301", "東", "🙂", "\u200d",
              "ا", "ש", ".", ",", "!?", "</s>", "<mask>", "\u00a0", "\u3000", "𝒜", "-", "_", "Zoë", " of", "A", "\x00", "\u0301", "½", "²"]
    return ["".join(rng.choice(pieces) for _ in range(rng.randint(2, 9))) for _ in range(count)]


def scalars(count: int, seed: int) -> list[str]:
    """Lines of random assigned Unicode scalars."""
    rng = random.Random(seed)
    lines = []
    while len(lines) < count:
        chosen = [chr(rng.choice([rng.randrange(0x20, 0x250), rng.randrange(0x250, 0x3000), rng.randrange(0x3000, 0xD800),
                                  rng.randrange(0x1F000, 0x1FB00)])) for _ in range(rng.randint(3, 8))]
        if all(unicodedata.category(c) not in ("Cn", "Cs", "Co") for c in chosen):
            lines.append("".join(chosen))
    return lines


def lines(tokenizer: Tokenizer) -> list[tuple[str, str]]:
    """(kind, text) of every line for the kind of a tokenizer."""
    blocks = [("english", ENGLISH.split("\n")), ("contractions", CONTRACTIONS.split("\n")), ("digits", DIGITS.split("\n")),
              ("scripts", SCRIPTS.split("\n")), ("combining", COMBINING.split("\n")), ("emoji", EMOJI.split("\n")),
              ("specials", [line.replace("\\n", "\n") for line in SPECIALS.split("\n")]), ("whitespace", WHITESPACE),
              ("controls", CONTROLS), ("punctuation", PUNCTUATION), ("mixture", mixtures(45, 1)), ("scalars", scalars(30, 2))]
    if isinstance(tokenizer.model, WordPiece):
        bracketed = BRACKETED.encode("ascii", "backslashreplace").decode("unicode_escape").split("\n")
        blocks = [("bracketed", bracketed)] + [(kind, block[::7]) for kind, block in blocks if kind != "specials"] + \
            [("length", ["a" * 100, "a" * 101])]
    elif isinstance(tokenizer.post_processor, RobertaProcessing):
        blocks = [("angled", ANGLED.split("\n"))] + \
            [(kind, block if kind in ("specials", "whitespace") else block[::7]) for kind, block in blocks]
    seen: set[str] = set()
    return [(kind, text) for kind, block in blocks for text in block if not (text in seen or seen.add(text))]


def entry(tokenizer: Tokenizer, number: int, kind: str, text: str) -> dict[str, object]:
    """The JSON object of one line."""
    encoding = tokenizer.encode(text)
    byte, utf16 = [0], [0]
    for character in text:
        byte.append(byte[-1] + len(character.encode("utf-8")))
        utf16.append(utf16[-1] + len(character.encode("utf-16-le")) // 2)
    return {"i": number, "cat": kind, "text": text, "ids": encoding.ids, "tokens": encoding.tokens,
            "offsets_char": encoding.offsets,
            "offsets_byte": [[byte[a], byte[b]] for a, b in encoding.offsets],
            "offsets_utf16": [[utf16[a], utf16[b]] for a, b in encoding.offsets],
            "special_mask": encoding.special_tokens_mask,
            "decoded": tokenizer.decode(encoding.ids, skip_special_tokens=False),
            "decoded_skip": tokenizer.decode(encoding.ids, skip_special_tokens=True)}


def pairs(tokenizer: Tokenizer, name: str) -> list[dict[str, object]]:
    """The JSON objects of the pairs."""
    english, scripts = ENGLISH.split("\n"), SCRIPTS.split("\n") + COMBINING.split("\n") + WHITESPACE[:20]
    texts = list(zip(english[:12], english[12:])) + list(zip(scripts[::4], english)) + list(zip(english[3:], scripts[2::5]))
    texts += [("", ""), ("", "the key"), ("the key", ""), ("a b c d e f g h i j k l m n o p q r s t u v w x y z", "a b")]
    texts += [("the " * 30, "a " * 9), ("a " * 9, "the " * 30), ("the " * 30, "a " * 30), ("the " * 12, "a " * 11)]
    rows = []
    for first, second in texts:
        tokenizer.no_truncation()
        whole = tokenizer.encode(first, second)
        row = {"name": name, "a": first, "b": second, "ids": whole.ids, "type_ids": whole.type_ids,
               "sequence_ids": whole.sequence_ids, "offsets_char": whole.offsets}
        tokenizer.enable_truncation(24, strategy="longest_first")
        row["longest_first_24"] = tokenizer.encode(first, second).ids
        tokenizer.enable_truncation(16)
        row["a_only_truncated_16"] = tokenizer.encode(first).ids
        rows.append(row)
    return rows


def main() -> None:
    """Reads the command line."""
    if sys.argv[1:2] == ["--pairs"]:
        rows = [row for path in map(Path, sys.argv[3:]) for row in pairs(Tokenizer.from_file(str(path)), path.parent.name)]
        Path(sys.argv[2]).write_text("".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows), encoding="ascii")
        print(f"{len(rows)} pairs")
        return
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    tokenizer = Tokenizer.from_file(sys.argv[1])
    rows = [json.dumps(entry(tokenizer, number, kind, text), ensure_ascii=True, separators=(",", ":"))
            for number, (kind, text) in enumerate(lines(tokenizer))]
    Path(sys.argv[2]).write_text("\n".join(rows) + "\n", encoding="ascii")
    print(f"{len(rows)} lines")


if __name__ == "__main__":
    main()
