"""Checkpoints that are not what they should be: small ones of the fixtures, and the embedded ones."""

import os
import shutil
import struct

import mutated_bytes
import mutated_json
from case import Case, Command

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "..", "Fixtures", "Models")
DEMOS = os.path.join(HERE, "..", "..", "Sources", "DemoModels")
# The embedded models are larger: fewer of them.
MODELS = [(FIXTURES, name) for name in (
    "gpt2", "gpt2", "gpt2_sharded", "gpt2_sharded", "gpt2_bf16", "gpt2_untied_inner", "bert", "bert", "bert_legacy", "bert_cased_f16",
    "bert_classifier", "bart", "bart", "bart_legacy_f16")] + [(DEMOS, name) for name in ("demo-gpt2", "demo-bert", "demo-bart")]
IGNORED = ("oracle.", "expected.", "training.json", "MODEL_CARD")
SITES = {"gpt2": "logits,layers.*.residual.post", "bert": "layers.*.residual.post", "bart": "logits,encoder.layers.*.residual.post"}
TEXT = {"gpt2": "The keys to the cabinet", "bert": "The keys [MASK] here", "bart": "The keys <mask> here"}
CODES = frozenset({0, 65, 66, 74, 75})
FLAVOURS = ["F32", "F16", "BF16", "F64", "I8", "U8", "I64", "BOOL", "F8_E4M3", "f32", "", "F32 "]


def prepare(build, folder):
    """Copies the checkpoints, so that a case can link to their files."""
    for base, name in set(MODELS):
        target = os.path.join(folder, "models", name)
        os.makedirs(target)
        for file in sorted(os.listdir(os.path.join(base, name))):
            if not file.startswith(IGNORED):
                shutil.copyfile(os.path.join(base, name, file), os.path.join(target, file))


def case(build, folder, random):
    """One mutated checkpoint in FOLDER/case."""
    _, name = random.choice(MODELS)
    source, target = os.path.join(folder, "models", name), os.path.join(folder, "case")
    os.makedirs(target)
    files = sorted(os.listdir(source))
    for file in files:
        os.link(os.path.join(source, file), os.path.join(target, file))
    file = _choose(files, random)
    # A vocabulary beside tokenizer.json is read only where that is not there.
    if file.startswith(("vocab", "merges")) and "tokenizer.json" in files and random.random() < 0.8:
        os.unlink(os.path.join(target, "tokenizer.json"))
    path = os.path.join(target, file)
    if random.random() < 0.1:
        how = random.choice(mutated_bytes.INSTEAD)
        mutated_bytes.replace(path, how)
        size = 0
    else:
        with open(path, "rb") as stream:
            data = stream.read()
        how = []
        for _ in range(1 if random.random() < 0.85 else random.choice([2, 5])):
            data, words = _mutate(file, data, random)
            how.append(words)
        how = "; ".join(how)
        os.unlink(path)
        with open(path, "wb") as stream:
            stream.write(data)
        size = len(data)
    return Case(f"{name}/{file}: {how}", _kind(file), [target], _commands(build, folder, target, name, file, files), size)


def _commands(build, folder, target, name, file, files):
    program = os.path.join(build, "explainer")
    family = next(family for family in TEXT if family in name)
    text = TEXT[family]
    output = os.path.join(folder, "output")
    # Numbers that run over are said with the site where they do, and the weight where it is to blame.
    numbers = ("the model's numbers are not finite",)
    names = dict(names=(file, *(numbers if file.endswith(".safetensors") else ())),
                 also=(*(other for other in files if other != file), *numbers, "does not fit", "the text has no mask", target), codes=CODES)
    bounds = ["--memory", "1G"]
    return [
        Command("models info", [program, "models", "info", target, *bounds], **names),
        Command("models verify", [program, "models", "verify", target, *bounds], many=True, **names),
        Command("tokenize", [program, "tokenize", "--model", target, "--text", text, *bounds], **names),
        Command("run", [program, "run", "activations" if "classifier" in name else "predictions", "--model", target, "--text", text, "-o", f"{output}/out.json", "--tensors",
                                    f"{output}/out.safetensors", *bounds],
                # A mask that is none any more is one that the text does not have: wrong usage.
                outputs=("out.json", "out.safetensors"), **{**names, "codes": CODES | {64}}),
        Command("trace", [program, "trace", "--model", target, "--text", text, "--sites", SITES[family], "-o", f"{output}/out.npz",
                          *bounds], outputs=("out.npz",), **names),
    ]


def _kind(file):
    if file.endswith(".safetensors"):
        return "shard" if "-of-" in file else "safetensors"
    return file


def _choose(files, random):
    weights = {"config.json": 6, "tokenizer.json": 6, "tokenizer_config.json": 2, "generation_config.json": 2, "special_tokens_map.json": 1,
               "vocab.json": 2, "vocab.txt": 2, "merges.txt": 2, "model.safetensors.index.json": 5, "model.safetensors": 8}
    return random.choices(files, [weights.get(file, 2) for file in files])[0]


def _mutate(file, data, random):
    if file.endswith(".safetensors"):
        return _mutate_weights(data, random)
    if file.endswith(".json") and random.random() < 0.85:
        return mutated_json.mutate_data(data, random)
    return mutated_bytes.mutate(data, random)


def _mutate_weights(data, random):
    """Changes the length of the header, the header, or what is behind it."""
    part = random.choice(["length", "header", "header", "header", "tensor", "tensor", "tensor", "body", "bytes"])
    if part == "bytes" or len(data) < 16:
        return mutated_bytes.mutate(data, random)
    size = struct.unpack("<Q", data[:8])[0]
    if size > len(data):
        return mutated_bytes.mutate(data, random)
    header, body = data[8:8 + size], data[8 + size:]
    if part == "length":
        value = random.choice([0, 1, 2, size - 1, size + 1, size + 8, len(data), len(data) - 8, len(data) - 7, 100_000_000, 100_000_001, 1 << 31,
                               1 << 32, (1 << 63) - 1, 1 << 63, (1 << 64) - 1, (1 << 64) - 8, (1 << 64) - size])
        return struct.pack("<Q", value) + data[8:], f"length of the header {value}"
    if part == "body":
        return data[:8 + size] + _mutate_values(body, random), "numbers changed"
    if part == "header":
        header, words = mutated_json.mutate_data(header, random)
    else:
        try:
            tree = mutated_json.parse(header)
            words = _mutate_tensor(tree, len(body), random) if isinstance(tree, mutated_json.Members) else "nothing"
            header = mutated_json.write(tree)
        except (ValueError, RecursionError):
            return mutated_bytes.mutate(data, random)
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + body, words


def _mutate_values(body, random):
    changed = bytearray(body)
    pattern = random.choice([b"\x00\x00\xc0\x7f", b"\x00\x00\x80\x7f", b"\x00\x00\x80\xff", b"\xff\xff\x7f\x7f", b"\xff\xff\xff\xff", b"\x00\x7c\x00\x7c",
                             b"\x01\x00\x00\x00", b"\x00\x00\x80\x5f"])
    for _ in range(random.choice([1, 3, 1000])):
        at = random.randrange(max(1, len(changed) // 4)) * 4
        changed[at:at + 4] = pattern[:len(changed) - at]
    return bytes(changed)


def _mutate_tensor(tree, size, random):
    """Changes what a header says of one tensor."""
    places = [index for index, (name, value) in enumerate(tree) if isinstance(value, mutated_json.Members) and name != "__metadata__"]
    if not places:
        return "nothing"
    index = random.choice(places)
    name, tensor = tree[index]
    members = {str(key): place for place, (key, _) in enumerate(tensor)}
    kind = random.choice(["dtype", "shape", "shape", "offsets", "offsets", "gone", "name", "twice", "other"])
    if kind == "dtype" and "dtype" in members:
        tensor[members["dtype"]][1] = random.choice(FLAVOURS)
    elif kind == "shape" and "shape" in members and isinstance(tensor[members["shape"]][1], list):
        shape = tensor[members["shape"]][1]
        tensor[members["shape"]][1] = random.choice([
            shape[::-1], shape[:-1], shape + [1], [1] + shape, [], [0] * len(shape), [-value for value in shape if isinstance(value, int)],
            [1 << 62, 4], [1 << 32, 1 << 32], [1] * 70, [1] * 100_000, [3, 1 << 63], ["1"], [1.5], [1, 0, 1 << 62], shape * 2,
            [value + 1 for value in shape if isinstance(value, int)], [1.0 * value for value in shape if isinstance(value, int)]])
    elif kind == "offsets" and "data_offsets" in members:
        offsets = tensor[members["data_offsets"]][1]
        begin, end = offsets if isinstance(offsets, list) and len(offsets) == 2 and all(isinstance(value, int) for value in offsets) else (0, 4)
        tensor[members["data_offsets"]][1] = random.choice([
            [end, begin], [begin, begin], [begin, end + 4], [begin + 1, end + 1], [begin - 4, end], [0, size], [0, size + 1], [-1, end], [begin, -1],
            [begin, 1 << 63], [begin, (1 << 63) - 1], [(1 << 64) - 4, 0], [begin], [begin, end, end], [0, 0], [str(begin), str(end)],
            [begin + 0.5, end], [size, size + end - begin], [4, end - begin + 4], [begin + 4, end + 4], None])
    elif kind == "gone":
        del tree[index]
    elif kind == "name":
        tree[index] = [random.choice([name + "x", name[1:], "", "transformer." + name, name.replace("0", "9"), name.replace("0", "00"),
                                      name.replace(".0.", ".-1."), name.replace(".0.", ".99999999999999999999."), mutated_json.LONG]), tensor]
    elif kind == "twice":
        tree.insert(random.randrange(len(tree) + 1), [name, tree[random.choice(places)][1]])
    else:
        first, second = index, random.choice(places)
        tree[first][1], tree[second][1] = tree[second][1], tree[first][1]
    return f"{kind} of {str(name)[:60]}"
