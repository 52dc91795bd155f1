"""Packages that are not what they should be: archives, manifests, libraries."""

import hashlib
import json
import os
import platform
import subprocess

import mutated_bytes
import mutated_json
import tried
from case import Case, Command

CODES = frozenset({0, 64, 65, 66, 69, 74, 75})
MACHINE = {"x86_64": "linux-x86_64", "aarch64": "linux-aarch64"}.get(platform.machine(), "linux-unknown")
NAME = "tried-1.0.0.explainer"


def prepare(build, folder):
    """Builds the library, and makes sure that the package is one before it is changed."""
    tried.compile("tried.c", library=os.path.join(folder, "libtried.so"))
    _install(build, folder, "libtried.so", "described")
    with open(os.path.join(folder, NAME), "wb") as file:
        file.write(_archive(_members(folder, _library(folder))))
    _install(build, folder, NAME, "whole")


def _install(build, folder, file, config):
    environment = {"PATH": "/usr/bin:/bin", "HOME": os.path.join(folder, "home"), "TMPDIR": os.path.join(folder, "tmp"),
                   "XDG_CONFIG_HOME": os.path.join(folder, config)}
    made = subprocess.run([os.path.join(build, "explainer"), "install", os.path.join(folder, file)], env=environment, capture_output=True)
    if made.returncode:
        raise RuntimeError(f"{file}, which is to be mutated, cannot be installed: {made.stderr.decode()}")


def case(build, folder, random):
    """One mutated package in FOLDER/case."""
    top = os.path.join(folder, "case")
    os.makedirs(top)
    path = os.path.join(top, NAME)
    kind = random.choice(["manifest", "manifest", "manifest", "header", "header", "header", "members", "library", "bytes", "file"])
    data, how = _mutated(kind, folder, random)
    with open(path, "wb") as file:
        file.write(data)
    if kind == "file":
        how = random.choice(mutated_bytes.INSTEAD)
        mutated_bytes.replace(path, how)
    program = os.path.join(build, "explainer")
    environment = {"XDG_CONFIG_HOME": os.path.join(top, "config")}
    names = (NAME, "manifest.json", "libtried.so", "tried")
    common = dict(environment=environment, codes=CODES)
    commands = [
        Command("install", [program, "install", path], names=names, **common),
        Command("list", [program, "list"], **{**common, "codes": frozenset({0})}),
        Command("run tried", [program, "run", "tried", "--model", "demo-gpt2", "--text", "a", "--timeout", "5"], names=names, **{
            **common, "codes": CODES | {70}}),
        Command("extract", [program, "extract", path, "-o", os.path.join(top, "extracted")], names=names, **common),
    ]
    return Case(f"{kind}: {how}", kind, [path], commands, len(data), check=lambda: _left(top, environment["XDG_CONFIG_HOME"]))


def _left(top, config):
    """What is left where nothing was installed, and what came out of the folders it belongs to."""
    found = []
    home = os.path.join(config, "explainer")
    names = set(os.listdir(home)) if os.path.isdir(home) else set()
    registry = os.path.join(home, "registry.json")
    plugins = []
    if os.path.exists(registry):
        with open(registry, encoding="utf-8") as file:
            plugins = json.load(file)["plugins"]
    folders = os.listdir(os.path.join(home, "plugins")) if "plugins" in names else []
    if len(folders) != len(plugins):
        found.append(f"{len(plugins)} plugins in the registry, folders {folders}")
    found += [f"{name} in the registry's folder" for name in names - {"plugins", "registry.json", "registry.json.lock"}]
    found += [f"{name} in the folder" for name in set(os.listdir(top)) - {NAME, "config", "extracted"}]
    return found


def _library(folder):
    with open(os.path.join(folder, "libtried.so"), "rb") as file:
        return file.read()


def _members(folder, library, change=lambda manifest: manifest):
    """The files of a package: [path, bytes, mode]."""
    files = [["lib/libtried.so", library, 0o755], ["README.md", b"# tried\n", 0o644], ["sources/tried.c", b"int x;\n", 0o644]]
    with open(os.path.join(folder, "described", "explainer", "registry.json"), encoding="utf-8") as file:
        entry = json.load(file)["plugins"][0]
    entry = {key: value for key, value in entry.items() if key not in ("library", "sha256", "origin")}
    manifest = {"schema": "explainer/package/1", "platform": MACHINE, "library": "lib/libtried.so", "plugin": entry, "files": [
        {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for path, data, _ in files]}
    return [["manifest.json", change(json.dumps(manifest).encode()), 0o644], *files]


def _header(path, size, mode, **fields):
    """A header of a tape archive; `fields` replaces bytes by where they stand."""
    block = bytearray(512)

    def put(at, data):
        block[at:at + len(data)] = data

    put(0, path.encode("utf-8", "surrogateescape")[:100])
    for at, text in ((100, b"%07o" % mode), (108, b"0000000"), (116, b"0000000"), (124, b"%011o" % size), (136, b"00000000000"),
                     (156, b"0"), (257, b"ustar"), (263, b"00")):
        put(at, text)
    for at, data in fields.items():
        put(int(at[1:]), data)
    put(148, b" " * 8)
    put(148, b"%06o\0 " % sum(block))
    return bytes(block[:512])


def _archive(members, changes=None):
    """The archive; `changes` are the fields of the header of one member, by its index."""
    result = []
    for index, (path, data, mode) in enumerate(members):
        fields = (changes or {}).get(index, {})
        result += [_header(path, len(data), mode, **fields), data, bytes(-len(data) % 512)]
    return b"".join([*result, bytes(1024)])


def _mutated(kind, folder, random):
    library = _library(folder)
    if kind == "manifest":
        words = []

        def change(data):
            data, how = mutated_json.mutate_data(data, random, depth=0.85)
            words.append(how)
            return data

        return _archive(_members(folder, library, change)), words[0]
    members = _members(folder, library)
    if kind == "header":
        index = random.randrange(len(members))
        field = random.choice([
            {"_0": b"/etc/x\0"}, {"_0": b"../../x\0"}, {"_0": b"lib/../../x\0"}, {"_0": b"\0"}, {"_0": b"a\xff\0"}, {"_0": b"x" * 100}, {"_0": b"lib\0"},
            {"_0": b"manifest.json\0"}, {"_0": b"a//b\0"}, {"_0": b"./a\0"}, {"_0": b"lib/libtried.so/x\0"}, {"_0": b"a\nerror: b\0"}, {"_345": b"/etc"},
            {"_345": b".."}, {"_345": b"x" * 155}, {"_124": b"77777777777"}, {"_124": b"00000000000"}, {"_124": b"-0000000001"},
            {"_124": b"\x80\0\0\0\0\0\0\0\0\0\0\1"}, {"_124": b"\xff" * 12}, {"_124": b"999"}, {"_124": b" " * 12}, {"_124": b"777777777777"},
            {"_100": b"0004755"}, {"_100": b"7777777"}, {"_100": b"zzzzzzz"}, {"_156": b"1", "_157": b"/etc/passwd"},
            {"_156": b"2", "_157": b"/etc/passwd"}, {"_156": b"3"}, {"_156": b"5"}, {"_156": b"6"}, {"_156": b"L"}, {"_156": b"x"}, {"_156": b"S"},
            {"_156": b"\0"}, {"_257": b"gnu  "}, {"_263": b"  "}])
        return _archive(members, {index: field}), f"{members[index][0]}: {field}"
    if kind == "members":
        how = random.choice(["order", "twice", "more", "fewer", "library changed", "empty", "deep", "many", "only manifest", "bomb"])
        if how == "order":
            members.reverse()
        elif how == "twice":
            members.append(random.choice(members))
        elif how == "more":
            members.append(["lib/evil.so", b"x", 0o755])
        elif how == "fewer":
            del members[random.randrange(len(members))]
        elif how == "library changed":
            members[1][1] = library[:-1] + b"x"
        elif how == "deep":
            members.append(["/".join("a" * 45), b"x", 0o644])
        elif how == "many":
            members += [[f"m{number}", b"", 0o644] for number in range(20_000)]
        elif how == "bomb":
            members.append(["zeros", bytes(80 << 20), 0o644])
        else:
            members = members[:1] if how == "only manifest" else []
        return _archive(members), how
    if kind == "library":
        changed = bytearray(library)
        for _ in range(random.choice([1, 4, 20])):
            changed[random.randrange(random.choice([16, 64, 64 + 56 * 11]))] ^= 1 << random.randrange(8)
        return _archive(_members(folder, bytes(changed))), "bits of the library's tables flipped"
    data = _archive(members)
    return mutated_bytes.mutate(data, random) if kind == "bytes" else (data, "")
