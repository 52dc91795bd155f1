"""What the engine costs and saves, on a model of full size with random weights.

    engine.py [--before CHECKOUT] [--model bert|gpt2 …] [--pairs N] [--torch PYTHON]
              [--commands BEFORE_BUILD AFTER_BUILD]

With --before, another checkout and this one run in turns: a plain pass over 8, 128 and 512 tokens, and loading with a first answer. Then, of
this checkout alone, what one way costs beside another, in turns too: 64 texts of 10 to 30 tokens one by one and in one pass; a pass over 128
tokens, and with the way back; a pass and an edit in each layer, with passes made anew and resumed. With --torch, a Python that has torch and transformers, the pass and the way back are run in turns with PyTorch's
(engine_torch.py). With --commands two folders of built programs run the commands that people wait for. Prints medians of ratios. Weights are random numbers of the shapes of bert-base and gpt2, in a folder
beside the build (700 MB); the tokenizers are those of the embedded models.
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import time

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
BERT = dict(model_type="bert", architectures=["BertForMaskedLM"], hidden_size=768, num_hidden_layers=12, num_attention_heads=12,
            intermediate_size=3072, vocab_size=30522, max_position_embeddings=512, type_vocab_size=2, hidden_act="gelu")
GPT2 = dict(model_type="gpt2", architectures=["GPT2LMHeadModel"], n_embd=768, n_layer=12, n_head=12, n_positions=1024, vocab_size=50257)


def bert_weights():
    width, inner = 768, 3072
    yield "bert.embeddings.word_embeddings.weight", (30522, width)
    yield "bert.embeddings.position_embeddings.weight", (512, width)
    yield "bert.embeddings.token_type_embeddings.weight", (2, width)
    yield from norm("bert.embeddings.LayerNorm")
    for layer in range(12):
        at = f"bert.encoder.layer.{layer}"
        for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            yield from linear(f"{at}.{name}", width, width)
        yield from norm(f"{at}.attention.output.LayerNorm")
        yield from linear(f"{at}.intermediate.dense", inner, width)
        yield from linear(f"{at}.output.dense", width, inner)
        yield from norm(f"{at}.output.LayerNorm")
    yield from linear("cls.predictions.transform.dense", width, width)
    yield from norm("cls.predictions.transform.LayerNorm")
    yield "cls.predictions.bias", (30522,)


def gpt2_weights():
    width, inner = 768, 3072
    yield "wte.weight", (50257, width)
    yield "wpe.weight", (1024, width)
    for layer in range(12):
        at = f"h.{layer}"
        yield from norm(f"{at}.ln_1")
        yield from [(f"{at}.attn.c_attn.weight", (width, 3 * width)), (f"{at}.attn.c_attn.bias", (3 * width,))]
        yield from linear(f"{at}.attn.c_proj", width, width)
        yield from norm(f"{at}.ln_2")
        yield from [(f"{at}.mlp.c_fc.weight", (width, inner)), (f"{at}.mlp.c_fc.bias", (inner,))]
        yield from [(f"{at}.mlp.c_proj.weight", (inner, width)), (f"{at}.mlp.c_proj.bias", (width,))]
    yield from norm("ln_f")


def linear(name, outputs, inputs):
    return [(f"{name}.weight", (outputs, inputs)), (f"{name}.bias", (outputs,))]


def norm(name):
    return [(f"{name}.weight", (768,)), (f"{name}.bias", (768,))]


def checkpoint(name):
    """A folder with random weights of full size, made once."""
    folder = ROOT / ".build" / f"engine-{name}"
    if (folder / "model.safetensors").is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    configuration, weights = (BERT, bert_weights()) if name == "bert" else (GPT2, gpt2_weights())
    (folder / "config.json").write_text(json.dumps(configuration))
    for file in (ROOT / f"Sources/DemoModels/demo-{name}").iterdir():
        if file.name not in ("config.json", "model.safetensors", "generation_config.json"):
            shutil.copy(file, folder / file.name)
    numbers = numpy.random.default_rng(16)
    header, offset, all_weights = {}, 0, list(weights)
    for title, shape in all_weights:
        size = 4 * int(numpy.prod(shape))
        header[title] = {"dtype": "F32", "shape": list(shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(folder / "model.part", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for title, shape in all_weights:
            values = numbers.standard_normal(shape, dtype=numpy.float32) * 0.03
            file.write((values + 1 if "ln_" in title and title.endswith("weight") or "LayerNorm.weight" in title else values).astype("<f4").tobytes())
    (folder / "model.part").rename(folder / "model.safetensors")
    return folder


def built(checkout):
    """The timing program, built against a checkout."""
    package = ROOT / "Tests/Performance/Engine"
    scratch = ROOT / ".build" / f"engine-program-{'here' if checkout == ROOT else 'before'}"
    flags = [] if (checkout / "Sources/TransformerModels/Passes/Pass.swift").is_file() else ["-Xswiftc", "-DBEFORE"]
    if (checkout / "Sources/Tensors/Unsafe/TensorMemory.swift").is_file():
        flags += ["-Xswiftc", "-DKEEPING"]
    subprocess.run(["swift", "build", "-c", "release", "--package-path", str(package), "--scratch-path", str(scratch), *flags],
                   check=True, env={**os.environ, "ENGINE_CHECKOUT": str(checkout)}, stdout=subprocess.DEVNULL)
    return scratch / "release/Engine"


class Program:
    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, question):
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def ratio(pairs, first, second):
    """The median of second / first, asked in turns and in random order, and both medians in milliseconds."""
    times = ([], [])
    for number in range(pairs + 1):
        order = [(0, first), (1, second)]
        random.shuffle(order)
        found = {place: question(number) for place, question in order}
        # (The first round warms up.)
        if number:
            for place in (0, 1):
                times[place].append(found[place])
    return (statistics.median(b / a for a, b in zip(*times)), *(1000 * statistics.median(one) for one in times))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--before", type=pathlib.Path)
    parser.add_argument("--model", action="append", choices=["bert", "gpt2"])
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--torch")
    parser.add_argument("--commands", nargs=2, type=pathlib.Path)
    options = parser.parse_args()
    random.seed(16)

    def say(what, found, aim):
        print(f"  {what:48} {found[0]:6.3f}   ({found[1]:.1f} ms and {found[2]:.1f} ms; aim {aim})", flush=True)

    here = built(ROOT)
    before = built(options.before.resolve()) if options.before else None
    for name in options.model or ["bert", "gpt2"]:
        folder = checkpoint(name)
        new = Program(here, folder)
        print(f"{name}, 12 layers of width 768")
        if before:
            old = Program(before, folder)
            for tokens in (8, 128, 512):
                pairs = max(5, options.pairs // (1 + tokens // 128))
                say(f"a pass over {tokens} tokens, this / before",
                    ratio(pairs, lambda _: old.ask(f"plain {tokens}"), lambda _: new.ask(f"plain {tokens}")), "at most 1.02")
            say("loading and 8 tokens, this / before", ratio(options.pairs, lambda _: old.ask("load"), lambda _: new.ask("load")), "at most 1.02")
        rounds = max(5, options.pairs // 4)
        say("64 texts, one by one / in one pass", ratio(rounds, lambda _: new.ask("texts all"), lambda _: new.ask("texts one")), "at least 3")
        say("128 tokens, with the way back / without", ratio(rounds, lambda _: new.ask("way there"), lambda _: new.ask("way back")), "at most 2.3")
        if options.torch:
            peer = Program(options.torch, ROOT / "Tests/Performance/engine_torch.py", folder)
            say("PyTorch: 128 tokens, with the way back / without",
                ratio(rounds, lambda _: peer.ask("way there"), lambda _: peer.ask("way back")), "none")
            for way in ("there", "back"):
                say(f"128 tokens, 'way {way}', this / PyTorch",
                    ratio(rounds, lambda _: peer.ask(f"way {way}"), lambda _: new.ask(f"way {way}")), "at most 1")
        say("an edit in each layer, resumed / anew",
            ratio(rounds, lambda number: new.ask(f"sweep fresh {number}"), lambda number: new.ask(f"sweep resumed {number}")), "at most 0.6")
    if options.commands:
        commands(options)


def commands(options):
    def seconds(build, words):
        start = time.perf_counter()
        subprocess.run([build / "explainer", *words], check=True, capture_output=True)
        return time.perf_counter() - start

    first, second = options.commands
    print("commands, second / first")
    for words in (["list"], ["run", "predictions", "--text", "The keys to the cabinet"], ["tokenize", "--text", "The keys"],
                  ["trace", "--model", "demo-gpt2", "--text", "The keys", "--sites", "logits", "-o", "/dev/null"]):
        if words[0] != "list" and "--model" not in words:
            words = words + ["--model", "demo-gpt2"]
        found = ratio(options.pairs, lambda _: seconds(first, words), lambda _: seconds(second, words))
        print(f"  {' '.join(words[:2]):44} {found[0]:6.3f}   ({found[1]:.1f} ms and {found[2]:.1f} ms; aim at most 1.02)", flush=True)


if __name__ == "__main__":
    main()
