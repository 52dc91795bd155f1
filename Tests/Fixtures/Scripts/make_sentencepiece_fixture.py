"""Trains small models of SentencePiece, and writes what it and transformers make of many lines with them.

    python Scripts/make_sentencepiece_fixture.py CORPUS Tokenizers/SentencePiece

Needs sentencepiece 0.2.3, protobuf, transformers 5.24.0 and tokenizers 0.23.3, no torch. CORPUS is a folder of English
texts. Each model of MODELS becomes NAME.model. `expected.json` has `texts`, and for each model under `models` what
SentencePiece itself makes of each text (`ids`, `pieces`, `decoded`), and in `backend` what transformers' class without a
constructor makes of those on which it differs: by the text's place its ids (without special tokens) and what they become
again. `classes` has for each case of CLASSES the ids that `AutoTokenizer` gives the first texts, and what these become
again; the folder has nothing but the model and `tokenizer_config.json`. `marian` has the same for `MarianTokenizer`: `vocab`,
and by the name of the model that is `source.spm` what it makes of all texts and of CODES.
"""

import contextlib
import json
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

import sentencepiece
from tokenizers import __version__ as tokenizers_version
from transformers import AutoTokenizer, TokenizersBackend
from transformers import __version__ as transformers_version

TEXTS = [
    "", " ", "  ", "a", " a", "a ", "Hello world", "two  spaces   three    four", "  lead and trail  ", "\n", "line\nbreak\r\n\ttab", "\u2581",
    "\u2581\u2581 a \u2581b", "a\u2581b", "caf\u00e9 na\u00efve", "cafe\u0301 nai\u0308ve", "A\u030angstro\u0308m \u212b", "\u4e2d\u6587\u5b57\u7b26\u3002", "\u043f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440", "\U0001f600", "a\U0001f600b",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family", "\x01\x02 control \x7f\x85", "\u00a0x\u3000y\u2009z", "<s>", "</s> end", "<unk>x", "x<s><s>y", "<pad>", "<0x41>", "<0xE2>",
    "f(x[1]) == 'None'", "1234567890 3.14", "\uff21\uff22\uff23 \ufb01ne \u00bd \u2460 \u2075 \u2122", "\ufffd", "\U0010ffff", "end\u2581", "\u0130stanbul \u01c5 \u1e9e", "ab" * 60, "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "x" * 50 + " " * 20 + "y", "soft\u00adhyphen zero\u200bwidth \ufeff", "\u1100\u1161\u11a8 \uac01", "\u0915\u094d\u0937\u093f", "<sep> and <sep>the", "the<cls>whale", "a<sep><cls>b", "<se", "don't can't they'll", "``quoted'' ''x``",
    "WHALE Whale whale", "...!?!?", "e\u0301\u0327 q\u0307\u0323", "\u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22", "tab\tthen", "\u2028\u2029", "I'm  sure\n\nof it.",
]

MODELS = {
    # As T5's and ALBERT's: Unigram, Unicode's compatible forms.
    "unigram_nfkc": dict(model_type="unigram", vocab_size=600, normalization_rule_name="nmt_nfkc", pad_id=0, eos_id=1, unk_id=2, bos_id=-1),
    # As XLM-R's, with rules of its own, which are small.
    "unigram_rules": dict(model_type="unigram", vocab_size=500, rules=True, user_defined_symbols=["<sep>", "<cls>"]),
    "unigram_marks": dict(model_type="unigram", vocab_size=400, rules=True, pad_id=0, unk_id=1, bos_id=-1, eos_id=-1, control_symbols=["[CLS]", "[SEP]", "[MASK]"]),
    "unigram_bytes": dict(model_type="unigram", vocab_size=700, normalization_rule_name="identity", byte_fallback=True, add_dummy_prefix=False, remove_extra_whitespaces=False, user_defined_symbols=["<sep>", "whale", "wh"]),
    # As Llama's.
    "bpe_bytes": dict(model_type="bpe", vocab_size=800, normalization_rule_name="identity", byte_fallback=True, remove_extra_whitespaces=False, split_digits=True, max_sentence_length=4192),
    # As Gemma's.
    "bpe_bare": dict(model_type="bpe", vocab_size=700, normalization_rule_name="identity", byte_fallback=True, add_dummy_prefix=False, remove_extra_whitespaces=False, pad_id=0, eos_id=1, bos_id=2, unk_id=3, user_defined_symbols=["\n", "\n\n", "  ", "<sep>"]),
    "bpe_rules": dict(model_type="bpe", vocab_size=300, rules=True, user_defined_symbols=["<sep>", "<cls>"]),
}

#: What becomes what, as SentencePiece writes it: scalars in hexadecimal, in several lengths.
RULES = "41\t61\n42\t62\n41 30A\te5\n65 301\te9\ne9\t65\nbd\t31 2f 32\nfb01\t66 69\n2122\t\na0\t20\n3000\t20\n200d\t\n2460\t31\n1f600\t3a 29\n78 78\t79\n4e2d 6587\t48 61 6e\n"

CLASSES = [
    ("unigram_nfkc", dict(tokenizer_class="T5Tokenizer")),
    ("unigram_nfkc", dict(tokenizer_class="T5Tokenizer", extra_ids=3)),
    ("unigram_nfkc", dict(tokenizer_class="T5TokenizerFast", additional_special_tokens=["<extra_id_0>", "<extra_id_1>"], extra_ids=2)),
    ("unigram_marks", dict(tokenizer_class="AlbertTokenizer")),
    ("unigram_marks", dict(tokenizer_class="AlbertTokenizer", do_lower_case=False, keep_accents=True)),
    ("unigram_marks", dict(tokenizer_class="BigBirdTokenizer")),
    ("unigram_nfkc", dict(tokenizer_class="PegasusTokenizer")),
    ("unigram_nfkc", dict(tokenizer_class="PegasusTokenizer", offset=5)),
    ("unigram_nfkc", dict(tokenizer_class="XLNetTokenizer")),
    ("unigram_nfkc", dict(tokenizer_class="DebertaV2Tokenizer")),
    ("unigram_nfkc", dict(tokenizer_class="DebertaV2Tokenizer", do_lower_case=True, split_by_punct=True)),
    ("unigram_rules", dict(tokenizer_class="XLMRobertaTokenizer")),
    ("unigram_rules", dict(tokenizer_class="XLMRobertaTokenizer", mask_token="<mask>", add_prefix_space=False)),
    ("unigram_rules", dict(tokenizer_class="MBartTokenizer", src_lang="en_XX")),
    ("unigram_rules", dict(tokenizer_class="MBart50Tokenizer", src_lang="en_XX")),
    ("unigram_rules", dict(tokenizer_class="CamembertTokenizer")),
    ("unigram_rules", dict(tokenizer_class="BarthezTokenizer")),
    ("unigram_rules", dict(tokenizer_class="T5Tokenizer")),
    ("bpe_bytes", dict(tokenizer_class="LlamaTokenizer")),
    ("bpe_bytes", dict(tokenizer_class="LlamaTokenizer", legacy=False, add_bos_token=True)),
    ("bpe_bytes", dict(tokenizer_class="LlamaTokenizer", legacy=True, add_bos_token=True, add_eos_token=True)),
    ("bpe_bytes", dict(tokenizer_class="CodeLlamaTokenizer")),
    ("bpe_bare", dict(tokenizer_class="GemmaTokenizer")),
    ("bpe_bare", dict(tokenizer_class="GemmaTokenizer", add_bos_token=True)),
    ("bpe_rules", dict(tokenizer_class="ReformerTokenizer")),
]

#: Under what name each class looks for the model.
NAMES = {"T5Tokenizer": "spiece.model", "T5TokenizerFast": "spiece.model", "AlbertTokenizer": "spiece.model", "PegasusTokenizer": "spiece.model", "XLNetTokenizer": "spiece.model", "DebertaV2Tokenizer": "spm.model",
         "BigBirdTokenizer": "spiece.model", "XLMRobertaTokenizer": "sentencepiece.bpe.model", "MBartTokenizer": "sentencepiece.bpe.model",
         "MBart50Tokenizer": "sentencepiece.bpe.model", "CamembertTokenizer": "sentencepiece.bpe.model", "BarthezTokenizer": "sentencepiece.bpe.model",
         "ReformerTokenizer": "spiece.model"}

#: How many of the texts the classes are asked about.
ASKED = len(TEXTS)

#: Texts with codes of languages, for Marian.
CODES = [">>fra<< Hello world", ">>fra<<Hello", ">>xyz<< Hello", " >>fra<< Hello", "Hello >>fra<< world", ">>fra<<", ">> a << b", "x</s>>>fra<< y", ">>fra"]


def lines(corpus: Path) -> list[str]:
    """Lines to train on, the same on every machine."""
    found = [line for path in sorted(corpus.glob("*.txt")) for line in path.read_text().splitlines() if 20 < len(line) < 300]
    return random.Random(5).sample(found, 3000)


def mixtures() -> list[str]:
    """Texts of everything at random."""
    chance = random.Random(7)
    parts = [" ", "  ", "the", "The whale", "ing", "un", "\n", "\u2581", "\u00e9", "e\u0301", "A\u030a", "\u4e2d\u6587", "\U0001f600", "\ufb01", "\u00bd", "\u00a0", "\t", "12", "<sep>", "wh", "xx", "\u200d", ".", "'s", "\u0430\u0431", "\x05"]
    return ["".join(chance.choices(parts, k=chance.randint(2, 14))) for _ in range(60)]


def train(folder: Path, name: str, texts: list[str], options: dict) -> Path:
    """Trains the model `name`."""
    options = dict(options)
    if options.pop("rules", False):
        (folder / "rules.tsv").write_text(RULES)
        options["normalization_rule_tsv"] = "rules.tsv"
    # Names of files go into the model.
    with contextlib.chdir(folder):
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts), model_prefix=name, num_threads=1, minloglevel=2, hard_vocab_limit=False, **options)
    return folder / f"{name}.model"


def backend(model: Path, texts: list[str], ids: list[list[int]], decoded: list[str]) -> dict:
    """What the class without a constructor makes of the texts on which it differs from SentencePiece."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(model, Path(folder) / "tokenizer.model")
        (Path(folder) / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "TokenizersBackend"}))
        tokenizer = TokenizersBackend.from_pretrained(folder)
    found = {}
    for place, text in enumerate(texts):
        theirs = tokenizer(text, add_special_tokens=False)["input_ids"]
        again = tokenizer._tokenizer.decode(theirs, skip_special_tokens=False)
        if (theirs, again) != (ids[place], decoded[place]):
            found[str(place)] = {"ids": theirs, "decoded": again}
    return found


def asked(models: Path, name: str, config: dict, texts: list[str]) -> dict:
    """What the class that `config` names makes of the texts."""
    case = {"model": name, "file": NAMES.get(config["tokenizer_class"], "tokenizer.model"), "config": config}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(models / f"{name}.model", Path(folder) / case["file"])
        (Path(folder) / "tokenizer_config.json").write_text(json.dumps(config))
        tokenizer = AutoTokenizer.from_pretrained(folder)
        assert type(tokenizer).__name__ == config["tokenizer_class"].removesuffix("Fast"), type(tokenizer)
        case["ids"] = [tokenizer(text)["input_ids"] for text in texts]
        case["decoded"] = [tokenizer._tokenizer.decode(ids, skip_special_tokens=False) for ids in case["ids"]]
    return case


def marian(models: Path, texts: list[str]) -> dict:
    """What Marian's class makes of the texts with two models that are each the source's, by a vocabulary of both."""
    names = ["unigram_nfkc", "unigram_rules"]
    vocab = {"</s>": 0, "<unk>": 1, ">>fra<<": 2}
    for name in names:
        processor = sentencepiece.SentencePieceProcessor(model_file=str(models / f"{name}.model"))
        for id in range(processor.get_piece_size()):
            # Some pieces are left out; control pieces are nobody's tokens.
            if id % 11 != 5 and not processor.is_control(id):
                vocab.setdefault(processor.id_to_piece(id), len(vocab))
    vocab["\u4e2d\u6587"] = len(vocab)
    vocab["<pad>"] = len(vocab)
    result = {"vocab": vocab, "texts": texts + CODES, "lines": {}}
    for name in ["unigram_nfkc", "unigram_marks"]:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(models / f"{name}.model", Path(folder) / "source.spm")
            shutil.copy(models / "unigram_rules.model", Path(folder) / "target.spm")
            (Path(folder) / "vocab.json").write_text(json.dumps(vocab))
            (Path(folder) / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "MarianTokenizer"}))
            tokenizer = AutoTokenizer.from_pretrained(folder)
            ids = [tokenizer(text)["input_ids"] for text in result["texts"]]
            pieces = [tokenizer.tokenize(text) for text in result["texts"]]
            decoded = [tokenizer.decode(found) for found in ids]
            result["lines"][name] = {"ids": ids, "pieces": pieces, "decoded": decoded, "skip": [tokenizer.decode(found, skip_special_tokens=True) for found in ids]}
    return result


def main(corpus: Path, output: Path) -> None:
    """Writes the models and what becomes of the texts."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    output.mkdir(parents=True, exist_ok=True)
    training = lines(corpus)
    passage = (Path(__file__).resolve().parents[3] / "Docs/examples/passage.txt").read_text()
    texts = TEXTS + passage.replace("\n", " ").split(". ") + [passage] + mixtures()
    result = {"versions": {"sentencepiece": sentencepiece.__version__, "transformers": transformers_version, "tokenizers": tokenizers_version},
              "texts": texts, "models": {}, "classes": []}
    with tempfile.TemporaryDirectory() as scratch:
        for name, options in MODELS.items():
            shutil.copy(train(Path(scratch), name, training, options), output)
    for name in MODELS:
        processor = sentencepiece.SentencePieceProcessor(model_file=str(output / f"{name}.model"))
        ids = [processor.encode(text) for text in texts]
        pieces = [processor.encode(text, out_type=str) for text in texts]
        decoded = [processor.decode(found) for found in ids]
        result["models"][name] = {"ids": ids, "pieces": pieces, "decoded": decoded, "backend": backend(output / f"{name}.model", texts, ids, decoded)}
        print(name, processor.get_piece_size(), "pieces,", len(result["models"][name]["backend"]), "texts differ")
    for name, config in CLASSES:
        try:
            result["classes"].append(asked(output, name, config, texts[:ASKED]))
        except Exception as error:  # noqa: BLE001
            print("no", name, config, type(error).__name__, str(error)[:100])
    result["marian"] = marian(output, TEXTS)
    (output / "expected.json").write_text(json.dumps(result, separators=(",", ":")))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
