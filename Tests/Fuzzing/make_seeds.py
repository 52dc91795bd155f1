#!/usr/bin/env python3
"""Writes the seeds that are made of the fixtures: one folder for each target below Seeds.

    make_seeds.py [--program PATH]

The program (.build/release/explainer) answers the questions whose answers are seeds. Files whose names begin with
`found` are inputs that once broke something, and stay.
"""
import argparse
import contextlib
import hashlib
import io
import json
import math
import pathlib
import struct
import subprocess
import tarfile
import zipfile

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
MODELS = ROOT / "Tests/Fixtures/Models"


def write(target: str, name: str, content: bytes | str | dict) -> None:
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    if isinstance(content, str):
        content = content.encode()
    folder = FOLDER / "Seeds" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def json_texts() -> None:
    for index, text in enumerate([
        '{"a": [1, -2.5e3, true, null, "\\u00e9\\ud83d\\ude00\\n"], "": {}}', "[[[[1]], {}], NaN, -Infinity]",
        '"a"', "-0.0", "1e308", "[9223372036854775807, -9223372036854775808, 18446744073709551616]", '{"a":1,"a":2}',
        ' { "\\/" : "\\"\\\\" , "é" : [ ] } ',
    ]):
        write("json", f"text{index}", text)


def frame(kind: int, payload: bytes | str | list | dict) -> bytes:
    if isinstance(payload, (list, dict)):
        payload = json.dumps(payload)
    if isinstance(payload, str):
        payload = payload.encode()
    return b"XPLW" + bytes([kind]) + struct.pack("<Q", len(payload)) + payload


def tensor(name: str, shape: list[int], count: int) -> bytes:
    header = json.dumps({"name": name, "shape": shape}).encode()
    return frame(6, struct.pack("<Q", len(header)) + header + struct.pack(f"<{count}f", *[0.5] * count))


def channel(document: dict) -> None:
    model = frame(1, document["model"])
    answer = {"result": {"a": 1}, "tokens": document["tokens"], "figures": [], "checks": []}
    whole = model + frame(2, ["load", 0.25]) + frame(3, [0.5, "half"]) + frame(4, [2, "mind"]) + frame(5, answer)
    write("channel", "call", b"\xff" + whole + tensor("x", [2, 3], 6) + frame(10, [3, 400]) + frame(8, ""))
    write("channel", "pieces", b"\x05" + frame(5, answer) + tensor("empty", [0, 7], 0) + frame(8, ""))
    error = {"code": "badText", "message": "no", "place": ["a"], "expected": "b", "found": "c", "remedy": "d"}
    write("channel", "failure", b"\x10" + frame(7, error) + frame(3, [None, ""]) + frame(8, ""))
    write("channel", "answer", b"\x40" + frame(9, {"passed": True, "note": "n"}) + frame(11, "words") + frame(8, ""))


def safetensors(tensors: list[tuple[str, str, list[int], bytes]], metadata: dict | None = None) -> bytes:
    header, data = ({"__metadata__": metadata} if metadata else {}), b""
    for name, kind, shape, content in tensors:
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def checkpoints() -> None:
    write("safetensors", "kinds", safetensors([
        ("f32", "F32", [2, 3], struct.pack("<6f", 1, 2, 3, float("nan"), float("inf"), 6)),
        ("f16", "F16", [3], struct.pack("<3e", 1, 2, 3)), ("bf16", "BF16", [1, 2], b"\x80\x3f\x00\x40"),
        ("i64", "I64", [2], struct.pack("<2q", -1, 7)), ("i32", "I32", [2], struct.pack("<2i", -1, 7)),
        ("u8", "U8", [2, 1], b"\x01\x02"), ("none", "F32", [0, 4], b""), ("one", "F32", [], struct.pack("<f", 1)),
    ], {"format": "pt"}))
    write("safetensors", "empty", safetensors([]))
    for name in ["gpt2", "bert", "bart", "gpt2_inverse_scale", "bert_classifier", "bart_scaled"]:
        write("configuration", name, (MODELS / name / "config.json").read_bytes())
    write("configuration", "generation", (MODELS / "bart/generation_config.json").read_bytes())
    write("configuration", "rules", {
        "eos_token_id": [2, 3], "repetition_penalty": 1.2, "no_repeat_ngram_size": 2, "bad_words_ids": [[5], [6, 7]],
        "min_length": 2, "suppress_tokens": [9], "begin_suppress_tokens": [8], "num_beams": 3, "length_penalty": 0.8,
        "early_stopping": "never", "sequence_bias": [[[4], 1.5]], "exponential_decay_length_penalty": [2, 1.1],
        "encoder_repetition_penalty": 1.1, "forced_eos_token_id": 2, "renormalize_logits": True,
    })


def view(name: str, key: str, kind: str, count: int, shape: list[int], strides: list[int], offset: int = 0) -> bytes:
    """A tensor under its name, in instructions of pickle, as torch.save writes it."""
    def text(value: str) -> bytes:
        return b"X" + struct.pack("<I", len(value)) + value.encode()

    def whole(*values: int) -> bytes:
        return b"(" + b"".join(b"J" + struct.pack("<i", value) for value in values) + b"t"

    memory = b"(" + text("storage") + f"ctorch\n{kind}\n".encode() + text(key) + text("cpu") + b"J" + struct.pack("<i", count) + b"tQ"
    parts = memory + b"J" + struct.pack("<i", offset) + whole(*shape) + whole(*strides) + b"\x89ccollections\nOrderedDict\n)R"
    return text(name) + b"ctorch._utils\n_rebuild_tensor_v2\n(" + parts + b"tR"


def stored(tensors: dict[str, tuple[str, list[int]]]) -> bytes:
    """A safetensors file whose bytes are all 1, but for whole numbers of 64 bits, which are a shape."""
    sizes = {"I32": 4, "F32": 4, "F16": 2, "BF16": 2, "U8": 1, "I8": 1, "F8_E4M3": 1, "I64": 8}
    header, data = {}, b""
    for name, (kind, shape) in tensors.items():
        part = b"\1" * (sizes[kind] * math.prod(shape))
        if name.endswith("__nf4"):
            text = {"quant_type": "nf4", "blocksize": 64, "dtype": "float16", "shape": [8, 16], "nested_blocksize": 256,
                    "nested_offset": 0.5}
            part = json.dumps(text).encode()
            shape = [len(part)]
        if kind == "I64":
            part = struct.pack("<2q", 8, 32)
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def quantised() -> None:
    grouped = {"a.qweight": ("I32", [4, 8]), "a.qzeros": ("I32", [2, 1]), "a.scales": ("F16", [2, 8])}
    packed = {"a.weight_packed": ("I32", [8, 4]), "a.weight_scale": ("BF16", [8, 2]), "a.weight_shape": ("I64", [2])}
    small = {"a.weight_packed": ("U8", [8, 16])}
    bytes_ = {"a.weight": ("F8_E4M3", [8, 32])}
    four = {"a.weight": ("U8", [64, 1]), "a.weight.absmax": ("U8", [2]), "a.weight.quant_map": ("F32", [16]),
            "a.weight.nested_absmax": ("F32", [1]), "a.weight.nested_quant_map": ("F32", [256]),
            "a.weight.quant_state.bitsandbytes__nf4": ("U8", [0])}
    groups = {"config_groups": {"group_0": {"weights": {"num_bits": 4}}}}
    for name, settings, tensors in [
        ("gptq", {"quant_method": "gptq", "bits": 4, "group_size": 16}, grouped | {"a.g_idx": ("I32", [32])}),
        ("gptq_plain", {"quant_method": "gptq", "bits": 4, "group_size": 16}, grouped),
        ("awq", {"quant_method": "awq", "group_size": 4}, {
            "a.qweight": ("I32", [8, 1]), "a.qzeros": ("I32", [2, 1]), "a.scales": ("F16", [2, 8])}),
        ("nf4", {"quant_method": "bitsandbytes", "load_in_4bit": True}, four),
        ("int8", {"load_in_8bit": True}, {"a.weight": ("I8", [8, 4]), "a.SCB": ("F32", [8])}),
        ("mxfp4", {"quant_method": "mxfp4"}, {"a_blocks": ("U8", [2, 3, 1, 16]), "a_scales": ("U8", [2, 3, 1])}),
        ("fp8", {"quant_method": "fp8", "weight_block_size": [8, 16]}, bytes_ | {"a.weight_scale_inv": ("F32", [1, 2])}),
        ("rows", {"quant_method": "fbgemm_fp8"}, bytes_ | {"a.weight_scale": ("F32", [8, 1])}),
        ("packed", {"quant_method": "compressed-tensors"} | groups, packed | {"a.weight_zero_point": ("I32", [1, 2])}),
        ("nvfp4", {"quant_method": "compressed-tensors"} | groups, small | {
            "a.weight_scale": ("F8_E4M3", [8, 2]), "a.weight_global_scale": ("F32", [1])}),
    ]:
        write("quantised", name, json.dumps(settings).encode() + b"\0" + stored(tensors))


def gguf(keys: list[tuple[str, int, object]], tensors: list[tuple[str, list[int], bytes]]) -> bytes:
    """A GGUF file of F32 tensors; the types of keys are 4 (u32), 6 (f32), 8 (text), and 9 for a list of texts, 5 for one of i32."""
    def string(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    def one(kind: int, value: object) -> bytes:
        if kind == 9:
            inner = 8 if isinstance(value[0], str) else 5
            return struct.pack("<IQ", inner, len(value)) + b"".join(one(inner, item) for item in value)
        return string(value) if kind == 8 else struct.pack({4: "<I", 5: "<i", 6: "<f"}[kind], value)

    header = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    for key, kind, value in keys:
        header += string(key) + struct.pack("<I", kind) + one(kind, value)
    data = b""
    for name, shape, numbers in tensors:
        header += string(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *reversed(shape)) + struct.pack("<IQ", 0, len(data))
        data += numbers + b"\0" * (-len(numbers) % 32)
    return header + b"\0" * (-len(header) % 32) + data


def tiny_gguf(architecture: str) -> bytes:
    """A model of one layer, four wide."""
    def tensor(name: str, *shape: int) -> tuple[str, list[int], bytes]:
        return name, list(shape), struct.pack("<f", 0.5) * math.prod(shape)

    sizes = {"block_count": 1, "context_length": 16, "embedding_length": 4, "feed_forward_length": 4, "attention.head_count": 2}
    tokens = ["<unk>", "<s>", "a", "b", "ab", "▁"]
    keys = [("general.architecture", 8, architecture), *((f"{architecture}.{key}", 4, value) for key, value in sizes.items()),
            (f"{architecture}.attention.layer_norm_rms_epsilon", 6, 1e-5), ("tokenizer.ggml.model", 8, "llama"),
            ("tokenizer.ggml.tokens", 9, tokens), ("tokenizer.ggml.token_type", 9, [3, 3, 1, 1, 1, 1]),
            ("tokenizer.ggml.bos_token_id", 4, 1), ("tokenizer.ggml.unknown_token_id", 4, 0)]
    layer = [tensor(f"blk.0.{name}.weight", 4, 4) for name in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")]
    norms = [tensor(name, 4) for name in ("blk.0.attn_norm.weight", "blk.0.ffn_norm.weight", "output_norm.weight")]
    return gguf(keys, [tensor("token_embd.weight", 6, 4), *layer, *norms])


def formats() -> None:
    for file in ("kinds", "blocks"):
        write("gguf", file, (ROOT / f"Tests/Fixtures/GGUF/{file}.gguf").read_bytes())
    write("gguf", "llama", tiny_gguf("llama"))
    whole = view("a", "0", "FloatStorage", 16, [4, 4], [4, 1]) + view("b", "1", "HalfStorage", 32, [3, 2], [1, 5], 7)
    write("pickle", "views", b"\x80\x02}(" + whole + view("c", "0", "FloatStorage", 16, [2, 9], [0, 1]) + b"u.")
    torch = ROOT / "Tests/Fixtures/Torch"
    for file in sorted(torch.glob("*.bin")):
        write("torch", file.stem, file.read_bytes())
        with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(file) as archive:
            write("pickle", file.stem, archive.read(next(name for name in archive.namelist() if name.endswith("/data.pkl"))))
    write("shards", "torch", {"metadata": {"total_size": 64}, "weight_map": {"weight": "a.bin", "bias": "b.bin"}})
    write("shards", "safetensors", {"weight_map": {"weight": "a.safetensors", "bias": "../b.safetensors"}})
    for folder in sorted((ROOT / "Tests/Fixtures/Adapters").glob("gpt2_*")):
        weights = folder / "adapter_model.safetensors"
        if (content := weights.read_bytes()) and len(content) < 12_000:
            write("adapter", folder.name, (folder / "adapter_config.json").read_bytes() + b"\0" + content)


def small_tokenizer(model: str, more: tuple[str, ...] = ()) -> dict:
    """The tokenizer of a fixture, cut to what fits into an input."""
    file = json.loads((MODELS / model / "tokenizer.json").read_text(encoding="utf-8"))
    special = [token["content"] for token in file["added_tokens"]]
    letters = [piece for piece in file["model"]["vocab"] if len(piece) == 1 and piece.isascii()] + ["Ġ", "##s", "##a", *more]
    merges = [merge if isinstance(merge, list) else merge.split(" ") for merge in file["model"].get("merges", [])]
    kept = [merge for merge in merges if all(len(part) == 1 for part in merge)][:12]
    pieces = dict.fromkeys(special + letters + ["".join(merge) for merge in kept])
    file["model"]["vocab"] = {piece: index for index, piece in enumerate(pieces)}
    if merges:
        file["model"]["merges"] = [" ".join(merge) for merge in kept if all(part in pieces for part in merge)]
    for token in file["added_tokens"]:
        token["id"] = file["model"]["vocab"][token["content"]]
    return file


def tokenizers() -> None:
    text = "\0The s as\n 12 <s> [MASK] é"
    split = {"type": "Split", "pattern": {"Regex": "\\p{L}+|\\s+(?!\\S)|[^a-z\\d]{1,3}"}, "behavior": "Isolated",
             "invert": False}
    for model in ["gpt2", "bert", "bart"]:
        file = small_tokenizer(model)
        write("tokenizer", model, json.dumps(file, ensure_ascii=False, separators=(",", ":")) + text)
        for name in ["tokenizer_config.json", "special_tokens_map.json"]:
            settings = (MODELS / model / "tokenizer_config.json").read_text(encoding="utf-8")
            special = (MODELS / model / "special_tokens_map.json").read_text(encoding="utf-8")
            write("settings", model, f"{settings}\0{special}\0" + '{"<new>": 1000}')
    file = small_tokenizer("llama3", ("▁", "<0xC3>", "<0xA9>", "<0x0A>"))
    write("tokenizer", "llama3", json.dumps(file, ensure_ascii=False, separators=(",", ":")) + text)
    file = small_tokenizer("gpt2")
    file["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [
        split, {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": False}]}
    file["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Lowercase"}]}
    file["post_processor"] = {"type": "TemplateProcessing", "single": [
        {"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"<|endoftext|>": {"id": "<|endoftext|>", "ids": [0], "tokens": ["<|endoftext|>"]}}}
    write("tokenizer", "steps", json.dumps(file, ensure_ascii=False, separators=(",", ":")) + text)
    for name in ["bpe_rules", "unigram_marks"]:
        write("sentencepiece", name, (ROOT / f"Tests/Fixtures/Tokenizers/SentencePiece/{name}.model").read_bytes())
    lines = (ROOT / "Tests/Fixtures/Tokenizers/demo-gpt2.jsonl").read_text(encoding="utf-8").splitlines()
    for index in range(0, len(lines), 16):
        if text := json.loads(lines[index]).get("text"):
            write("texts", f"line{index:03}", text)
    write("texts", "bytes", bytes(range(256)))


def plugins() -> None:
    registry = json.loads((ROOT / "registry.json").read_text(encoding="utf-8"))
    for plugin in registry["plugins"]:
        for entry in plugin["entry_points"]:
            entry["documentation"] = entry["documentation"][:2]
        write("registry", plugin["plugin"], {**registry, "plugins": [plugin]})
        own = {key: value for key, value in plugin.items() if key not in ("library", "symbol", "abi")}
        given = {parameter["name"]: parameter.get("default") for parameter in plugin["entry_points"][0]["parameters"]}
        write("descriptor", plugin["plugin"],
              json.dumps(own, ensure_ascii=False, separators=(",", ":")) + "\0" + json.dumps(given))
    norms = (ROOT / "Docs/examples/plugins/norms/norms.json").read_text(encoding="utf-8")
    write("registry", "functions", norms)
    pinned = {**registry["plugins"][0], "sha256": "ab" * 32, "beside": {"a/b.txt": "0" * 64}, "package": "p.explainer"}
    write("registry", "pinned", {**registry, "plugins": [pinned]})
    write("registry", "project", {
        "schema": "explainer/project/1", "name": "p", "library": "build/lib.so", "build": "make", "beside": ["a.txt"],
        "documentation": "README.md", "license": "LICENSE", "sources": ["src", "Makefile"]})
    files = {"lib/libp.so": b"\x7fELF", "LICENSE": b"MIT", "sources/src/p.c": b"int x;", "lib/data.txt": b"1"}
    manifest = {
        "schema": "explainer/package/1", "platform": "linux-x86_64", "library": "lib/libp.so",
        "plugin": {"plugin": "p", "symbol": "s", "abi": "1.0"},
        "files": [{"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
                  for path, content in files.items()]}
    write("registry", "manifest", manifest)
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, content in {"manifest.json": json.dumps(manifest).encode(), **files}.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    whole = archive.getvalue()
    write("package", "package", whole[:len(whole.rstrip(b"\0")) // 512 * 512 + 1536])
    write("descriptor", "library", library())


def library() -> bytes:
    """A shared library of nothing but a dynamic section: it needs two others."""
    strings = b"\0libc.so.6\0libnear.so\0$ORIGIN/lib:/usr/lib\0"
    base = 64 + 2 * 56
    dynamic = b"".join(struct.pack("<QQ", tag, value) for tag, value in [
        (1, 1), (1, 11), (29, 22), (15, 22), (5, base), (0, 0)])
    size = base + len(strings) + len(dynamic)
    header = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 64, 0, 0)
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, size, size, 4096)
    section = struct.pack("<IIQQQQQQ", 2, 6, base + len(strings), base + len(strings), 0, len(dynamic), len(dynamic), 8)
    return header + load + section + strings + dynamic


def calls() -> None:
    ids = '{"ids":[1,2,3]}'
    view = bytes([2, 1, 2, 40, 0, 0, 0, 0, 0, 0, 40, 1])
    write("table", "passes", b"\0".join([
        b"\x10The keys", f"\x12{ids}\x01layers.*.residual.post,logits".encode(),
        f'\x13{ids}\x01{{"max_new_tokens":2}}\x01logits'.encode(), b"\x14" + view, b"\x16name\x01" + view]))
    write("table", "answers", b"\0".join([
        b'\x15{"result":{},"tokens":[],"figures":[],"checks":[]}', b'\x17message\x01{"place":["a"],"remedy":"r"}',
        b"\x18", b"\x19words", b"\x1anote", b"\x1bexplainer.json/1", b"\x1cone\x01two", b'\x1d{"a":[1,"x"]}\x01/a/1',
        b"\x11\x01\x02\x41"]))


def explanations(program: str) -> list[dict]:
    documents = []
    for number, question in enumerate([
        ["predictions", "--model", "demo-gpt2", "--text", "ab", "--topk", "2", "--generate", "2"],
        ["rankings", "--model", "demo-gpt2", "--text", "ab c", "--watch", " is", "--watch", " are"],
        ["activations", "--model", "demo-bert", "--text", "The cat sat on the mat.", "--n-components", "2"],
        ["attention_head_view", "--model", "demo-bert", "--sentence-a", "A cat", "--sentence-b", "A rug"],
    ]):
        output = subprocess.run(
            [program, "run", *question, "--format", "json"], capture_output=True, check=True).stdout
        document = json.loads(output)
        documents.append(document)
        checks = [{"name": name, **check} for name, check in document["checks"].items()]
        for index, figure in enumerate(document["figures"]):
            if figure["type"] == "view":
                figure["data"] = {"k": 3}
            parts = {"result": {"a": 1}, "tokens": document["tokens"][:3], "figures": [figure], "checks": checks}
            if len(json.dumps(parts)) < 7000:
                write("explanation", f"{question[0]}{index}", parts)
    module = {"name": "m", "script": "export function show() {}", "style": ".a{}"}
    text = {"type": "text", "title": "t", "text": "One.\n\nTwo."}
    write("explanation", "view", {
        "result": {}, "modules": [module], "checks": [],
        "figures": [{"type": "view", "title": "v", "module": "m", "data": {}, "fallback": [text]}]})
    write("explanation", "bars", {"result": {}, "figures": [{
        "type": "bars", "title": "b", "quantity": "p", "style": "percent", "maximum": 1,
        "bars": [{"label": "a", "value": 0.5}, {"label": {"text": "b", "detail": "d"}, "value": 0}]}]})
    return documents


def chains() -> None:
    for path in sorted((ROOT / "Docs/examples/chains").glob("*.yaml")) + [ROOT / "Tests/Browser/study.yaml"]:
        write("script", path.stem, path.read_bytes())
    write("script", "grid", """model: demo-gpt2
texts: [{text: a, city: b}, c]
matrix: {k: [1, 2], normed: [true, false]}
exclude: [{k: 2, normed: true}]
x: &few {topk: 2}
on_error: continue
report: "out/${index}.html"
steps:
- run: predictions
  with: {<<: *few, topk: "${k}", normed: "${normed}"}
  output: {path: "${index}-${k}", format: json}
- {id: r, run: rankings, if: predictions.result.layers.length > 2, with: {watch: ["${item.city ?? ' is'}"]}}
- {id: e, run: predictions, each: "predictions.result.layers[*].layer", title: "at ${each}", timeout: 10}
collect:
- {id: all, rows: "predictions.result.layers[*]", columns: {k: "${k}"}, output: all.csv}
""")
    for index, text in enumerate([
        "item.d.e[*].f", "item.b[-1] + 2 - 1.5", "not (1 == 1.0 and 'a' in text) or t ?? 3", "item['a'] >= 1e3",
        "max(item.b) - min(big)", "argmax(item.b[0:2])", "item.d.e[index - 3].f", "${item.a} and $${b} ${text.length}",
        "gone.result ?? \"x\\n\"", "mean(item.b) != sum(item.b[1:])", "-(-1)", "length(item)",
    ]):
        write("expression", f"expression{index:02}", text)
    # (A snippet is its own seed where it does something; the others are errors of the language.)
    cases = json.loads((MODELS.parent / "ChatTemplates/language.json").read_text(encoding="utf-8"))["cases"]
    for index, case in enumerate(cases):
        if case["expected"] and index % 2 == 0:
            write("template", f"template{index:03}", case["template"])


def sessions() -> None:
    def request(method: str, **parameters) -> str:
        return json.dumps({"id": 1, "method": method, "params": parameters})
    write("session", "run", request(
        "run", entry_point="predictions", model="demo-gpt2", text="a", parameters={"topk": 3}, truncate=True,
        timeout=5, memory=10 ** 9, trust=False, formats=["html", "svg"], tensor_file="a.safetensors",
        sharing=["rankings"]))
    write("session", "pair", request(
        "run", entry_point="attention_head_view", model="m", texts=["a", "b"], parameters={"layers": [1, 2]}))
    write("session", "others", "\n".join([
        request("ping"), request("list_entry_points"), request("info", entry_point="rankings"),
        request("cancel", id="x"), '{"id": "a", "method": "none"}', "[]",
        request("tokenize", model="demo-gpt2", text="a"), request("shutdown", now=True)]))


def hub() -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    listing = {"sha": commit, "siblings": [{"rfilename": name} for name in ["config.json", "model.safetensors"]],
               "config": {"model_type": "gpt2"}, "tags": ["license:mit"], "safetensors": {"total": 5}}

    def head(content: bytes) -> str:
        name = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        return (f'HTTP/1.1 200 OK\r\nETag: "{name}"\r\nX-Repo-Commit: {commit}\r\n'
                f"Content-Length: {len(content)}\r\n\r\n")

    def answers(*parts: str) -> str:
        return "\n----\n".join(parts)

    body = b'{"model_type":"gpt2"}\n'
    weights = b"weights\n"
    bodies = [(head(content) + content.decode()).rstrip("\n") for content in (body, weights)]
    write("hub", "whole", answers(json.dumps(listing), head(body), head(weights), *bodies))
    moved = f"HTTP/1.1 302 Found\r\nLocation: /b\r\nX-Linked-Etag: \"{'a' * 64}\"\r\nX-Linked-Size: 8\r\n\r\n"
    part = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-7/8\r\nContent-Length: 8\r\n\r\nweights"
    write("hub", "moved", answers(json.dumps(listing), head(body), moved, bodies[0], moved, part))
    listing["siblings"] += [{"rfilename": "model.safetensors.index.json"}, {"rfilename": "a.safetensors"}]
    listing["siblings"].pop(1)
    index = json.dumps({"weight_map": {"x": "a.safetensors"}})
    write("hub", "shards", answers(json.dumps(listing), index, head(body), head(body), head(weights), *bodies))
    write("hub", "refused", "HTTP/1.1 401 Unauthorized\r\nX-Error-Code: GatedRepo\r\nX-Error-Message: no\r\n\r\n")
    write("hub", "busy", "HTTP/1.1 429 Too Many\r\nRetry-After: 1.5\r\nRateLimit: \"a\";r=0;t=9\r\n\r\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(ROOT / ".build/release/explainer"))
    documents = explanations(parser.parse_args().program)
    json_texts()
    channel(documents[0])
    checkpoints()
    formats()
    quantised()
    tokenizers()
    plugins()
    calls()
    chains()
    sessions()
    hub()


main()
