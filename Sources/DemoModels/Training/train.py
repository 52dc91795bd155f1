"""Trains the demonstration models on public-domain books and generated sentences, on a CPU.

    python train.py ARCHITECTURE tokenizer --corpus BOOKS --out OUT
    python train.py ARCHITECTURE train     --corpus BOOKS --out OUT --minutes 100 [--start FOLDER | --words-of FOLDER]
    python train.py ARCHITECTURE measure   --corpus BOOKS --model FOLDER [--against FOLDER]

ARCHITECTURE is gpt2 (causal), bert (masked) or bart (denoising). BOOKS is a folder of UTF-8 text files with one
paragraph per block (public-domain books). OUT receives

    tokenizer/            made by `tokenizer`, or copied from --start
    state.pt              everything needed to go on, written every --save-every seconds
    ARCHITECTURE/         the best model so far: plain Hugging Face files in f16 with training.json

`train` resumes from state.pt when there is one. The schedule is driven by the wall clock: warm-up, then a linear
decay that reaches zero at the deadline, whatever the number of steps the machine managed in between. The length
of the training sequences grows with the clock too (short ones are cheaper and teach the same words).
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch

import bart
import bert
import gpt2
from trainer import Run, Task, Trainer

ARCHITECTURES = {"gpt2": gpt2, "bert": bert, "bart": bart}
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "merges.txt")


def train(args: argparse.Namespace) -> None:
    """Trains until the deadline."""
    folder: Path = args.out / "tokenizer"
    if not folder.exists():
        if args.start is None:
            raise SystemExit("no tokenizer: run `tokenizer` first, or name a model to start from")
        folder.mkdir(parents=True)
        for name in TOKENIZER_FILES:
            if (args.start / name).exists():
                shutil.copyfile(args.start / name, folder / name)
    rates = {name: value for name, value in (("muon_rate", args.muon_rate), ("adam_rate", args.adam_rate))
             if value is not None}
    task: Task = ARCHITECTURES[args.architecture].task(folder, args.corpus, **rates)
    note = "random weights"
    if args.start is not None:
        task.load(args.start)
        note = "an earlier model"
    elif args.words_of is not None:
        task.embed_like(args.words_of)
        note = f"word vectors of {args.words_of.name}, random weights otherwise"
    Trainer(task, Run(args.out, args.architecture, args.minutes, args.deadline, args.save_every, args.compile,
                      note)).train()


def measure(args: argparse.Namespace) -> None:
    """Prints what a model folder can do, as JSON."""
    module = ARCHITECTURES[args.architecture]
    task: Task = module.task(args.model, args.corpus, only_held_out=True)
    task.load(args.model)
    task.model.eval()
    found = task.measure()
    if args.against is not None:
        found["against"] = module.compare(task, args.against, args.corpus)
    print(json.dumps(found, indent=1, ensure_ascii=False))


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("architecture", choices=list(ARCHITECTURES))
    parser.add_argument("command", choices=["tokenizer", "train", "measure"])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--start", type=Path, help="a model folder to start from (weights and tokenizer)")
    parser.add_argument("--words-of", type=Path, help="a GPT-2 folder whose word vectors bert or bart begins with")
    parser.add_argument("--model", type=Path, help="the folder that `measure` measures")
    parser.add_argument("--against", type=Path, help="bert or bart: a folder to measure on the same gaps")
    parser.add_argument("--minutes", type=float, default=100, help="in all, with what was before a resumption")
    parser.add_argument("--deadline", type=float, help="end in seconds since 1970; wins over --minutes")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-every", type=float, default=180)
    parser.add_argument("--muon-rate", type=float)
    parser.add_argument("--adam-rate", type=float)
    parser.add_argument("--compile", action="store_true", help="use torch.compile (needs a C++ compiler)")
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(args.threads)
    if args.command == "tokenizer":
        ARCHITECTURES[args.architecture].build_tokenizer(args.corpus, args.out / "tokenizer")
    elif args.command == "train":
        train(args)
    elif args.model is None:
        raise SystemExit("`measure` needs --model")
    else:
        measure(args)


if __name__ == "__main__":
    main()
