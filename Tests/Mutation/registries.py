"""Registries that are not what they should be, as the user's own and as EXPLAINER_REGISTRY names them."""

import json
import os
import shutil

import mutated_bytes
import mutated_json
import tried
from case import Case, Command

CODES = frozenset({0, 64, 65, 66, 69, 74, 75})
NAMES = ("registry.json", "libtried.so", "tried", "sums")


def prepare(build, folder):
    """Builds the library."""
    tried.compile("tried.c", library=os.path.join(folder, "libtried.so"))


def case(build, folder, random):
    """One mutated registry in FOLDER/case."""
    is_users = random.random() < 0.5
    home = os.path.join(folder, "case", "explainer")
    os.makedirs(home)
    shutil.copy(os.path.join(folder, "libtried.so"), home)
    path = os.path.join(home, "registry.json")
    data = json.dumps({"schema": "explainer/registry/1", "plugins": tried.plugins("libtried.so")}, indent=1).encode()
    chance = random.random()
    how = []
    if chance < 0.85:
        for _ in range(1 if random.random() < 0.85 else random.choice([2, 5])):
            data, words = _mutate(data, random)
            how.append(words)
    with open(path, "wb") as file:
        file.write(data)
    if chance >= 0.85:
        how.append(_file(path, home, random))
    environment = {"XDG_CONFIG_HOME": os.path.join(folder, "case")} if is_users else {"EXPLAINER_REGISTRY": path}
    return Case("; ".join(how), "the user's" if is_users else "named", [home], _commands(build, environment), len(data))


def _commands(build, environment):
    program = os.path.join(build, "explainer")
    common = dict(environment=environment, names=NAMES, codes=CODES)
    limits = ["--memory", "300M", "--timeout", "5"]
    ran = CODES | {70}  # what a registry says of a function may make it crash
    return [
        Command("list", [program, "list"], **common),
        Command("list-entry-points", [program, "list-entry-points"], **common),
        Command("info", [program, "info", "tried"], **common),
        Command("doctor", [program, "doctor"], silent=True, **common),
        Command("help", [program, "run", "tried", "--help"], **common),
        Command("run tried", [program, "run", "tried", "--model", "demo-gpt2", "--text", "a", *limits], **{**common, "codes": ran}),
        Command("run sums", [program, "run", "sums", "--model", "demo-gpt2", "--text", "a", *limits], **{**common, "codes": ran}),
        Command("own", [program, "run", "predictions", "--model", "demo-gpt2", "--text", "a"], **common),
    ]


def _mutate(data, random):
    if random.random() < 0.12:
        return mutated_bytes.mutate(data, random)
    return mutated_json.mutate_data(data, random, depth=0.92)


def _file(path, home, random):
    """Something about the file rather than what is in it."""
    how = random.choice([*mutated_bytes.INSTEAD, "for all", "folder for all", "library gone", "library empty", "library cut", "library a link",
                         "library a pipe", "library changed", "many"])
    library = os.path.join(home, "libtried.so")
    if how in mutated_bytes.INSTEAD:
        mutated_bytes.replace(path, how)
    elif how == "for all":
        os.chmod(path, 0o666)
    elif how == "folder for all":
        os.chmod(home, 0o777)
    elif how == "many":
        entries = tried.plugins("libtried.so")[:1] * 3000
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"schema": "explainer/registry/1", "plugins": [
                {**entry, "plugin": f"p{number}", "entry_points": [{**entry["entry_points"][0], "name": f"e{number}", "aliases": []}]}
                for number, entry in enumerate(entries)]}, file)
    else:
        with open(library, "rb") as file:
            data = file.read()
        os.unlink(library)
        if how == "library a link":
            os.symlink("/etc/hostname", library)
        elif how == "library a pipe":
            os.mkfifo(library)
        elif how != "library gone":
            with open(library, "wb") as file:
                file.write({"library empty": b"", "library cut": data[:random.randrange(len(data))]}.get(
                    how, _changed(data, random)))
    return how


def _changed(data, random):
    """A library whose first bytes, and tables, are not what they were; its code stays."""
    changed = bytearray(data)
    for _ in range(random.choice([1, 4, 20])):
        changed[random.randrange(random.choice([16, 64, 64 + 56 * 11]))] ^= 1 << random.randrange(8)
    return bytes(changed)
