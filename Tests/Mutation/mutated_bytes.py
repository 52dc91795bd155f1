"""Bytes and files that are not what they were."""

import os
import socket


def mutate(data, random):
    """Changes bytes of whatever they are; the bytes, and what was done in words."""
    size = len(data)
    at = random.randrange(size + 1)
    kind = random.choice(["cut", "cut", "flip", "flips", "insert", "remove", "repeat", "extend", "zeros", "noise", "empty", "swap", "line"])
    if kind == "cut":
        at = random.choice([at, size - 1, min(size, 7), min(size, 8), min(size, 9)])
        return data[:max(0, at)], f"cut to {max(0, at)} bytes"
    if kind in ("flip", "flips"):
        changed = bytearray(data)
        count = 1 if kind == "flip" else random.choice([5, 100])
        for _ in range(count if size else 0):
            # What stands first is what is read first.
            place = random.randrange(min(size, random.choice([16, 600, size])))
            changed[place] ^= 1 << random.randrange(8)
        return bytes(changed), f"{count} bits flipped"
    if kind == "insert":
        what = random.choice([b"\0", b"\xff\xfe", b"\r", b"\x1b[2J", b"{", b"]", b'"', b"9" * 400, b" " * 100_000, os.urandom(0) + b"\xf0\x9f"])
        return data[:at] + what + data[at:], f"{what[:8]} put in at {at}"
    if kind == "remove":
        end = min(size, at + random.choice([1, 2, 16, 4096]))
        return data[:at] + data[end:], f"{at}..<{end} taken out"
    if kind == "repeat":
        end = min(size, at + random.choice([1, 64, 4096]))
        return data[:end] + data[at:end] * random.choice([1, 50]) + data[end:], f"{at}..<{end} repeated"
    if kind == "extend":
        count = random.choice([1, 8, 4096, 1 << 20])
        return data + bytes([random.choice([0, 32, 255])]) * count, f"{count} bytes behind it"
    if kind == "zeros":
        end = min(size, at + random.choice([8, 512, size]))
        return data[:at] + bytes(end - at) + data[end:], f"{at}..<{end} zero"
    if kind == "noise":
        count = random.choice([1, 100, 100_000])
        return random.randbytes(count), f"{count} random bytes"
    if kind == "swap":
        middle = size // 2
        return data[middle:] + data[:middle], "halves swapped"
    if kind == "line":
        lines = data.split(b"\n")
        index = random.randrange(len(lines))
        lines[index:index + 1] = random.choice([[], [lines[index]] * 2, [b""], [b"\xff"], [b"x" * 1_000_000], [lines[index] + b"\r"],
                                                [b"a b c d"], [b" "], [lines[-1]]])
        return b"\n".join(lines), f"line {index + 1} changed"
    return b"", "empty"


# What can stand where a file should; each is harmless to the machine.
INSTEAD = ["missing", "folder", "pipe", "socket", "to itself", "to nothing", "to its folder", "/dev/zero", "/dev/null", "/dev/full", "/dev/tty",
           "/proc/self/environ", "/proc/self/mem", "/proc/self/fd/0", "sparse", "unreadable"]


def replace(path, what):
    """Puts something else where a file is."""
    os.unlink(path)
    if what == "missing":
        return
    if what == "folder":
        os.mkdir(path)
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "socket":
        here = os.getcwd()
        os.chdir(os.path.dirname(path))  # addresses are short
        try:
            with socket.socket(socket.AF_UNIX) as server:
                server.bind(os.path.basename(path)[:90])
        finally:
            os.chdir(here)
    elif what in ("to itself", "to nothing", "to its folder"):
        os.symlink({"to itself": os.path.basename(path), "to nothing": "nothing/at/all", "to its folder": "."}[what], path)
    elif what == "sparse":
        with open(path, "wb") as file:
            file.truncate(1 << 42)
    elif what == "unreadable":
        open(path, "wb").close()
        os.chmod(path, 0)
    else:
        os.symlink(what, path)
