"""JSON that can be wrong in every way: read into a tree, changed anywhere, written again.

An object is a list of pairs (so that a member can stand there twice), and `Raw` is written as it is.
"""

import json

import mutated_bytes


class Raw(bytes):
    """Bytes that stand in the text as they are."""


class Members(list):
    """An object: [name, value] pairs, names that may be `Raw` too."""


def parse(data):
    return json.loads(data, object_pairs_hook=lambda pairs: Members([list(pair) for pair in pairs]))


def write(value):
    """The bytes of a tree; as deep as it is, without recursion for what `Raw` brings."""
    if isinstance(value, Raw):
        return bytes(value)
    if isinstance(value, Members):
        return b"{" + b",".join(write(name) + b":" + write(member) for name, member in value) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(write(element) for element in value) + b"]"
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


LONG = Raw(b'"' + b"x" * 200_000 + b'"')
VALUES = [
    *(Raw(text) for text in (
        b"null", b"true", b"false", b"0", b"-0", b"-1", b"1", b"2", b"3", b"7", b"64", b"1000", b"65536", b"0.5", b"-0.5",
        b"1.0", b"1e0", b"1e2", b"1e-400", b"1e308", b"1e999", b"-1e999", b"2147483647", b"2147483648", b"4294967296",
        b"9007199254740993", b"9223372036854775807", b"9223372036854775808", b"-9223372036854775808",
        b"-9223372036854775809", b"18446744073709551616", b"1" + b"0" * 400, b"0." + b"0" * 400 + b"1",
        b"NaN", b"Infinity", b"-Infinity", b"undefined", b"01", b"+1", b".5", b"1.", b"0x10", b"1_000", b"''",
        b'""', b'" "', b'"0"', b'"12"', b'"\\u0000"', b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\uD83D\\uDE00"', b'"\\x"', b'"\\u12"',
        b'"caf\xe9"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'"\x00"', b'"\n"', b'"\x1b[2J\x1b]0;owned\x07"',
        b'"\\u001b[31m\\u0085\\u202e"', b'"error: forged\\nerror: twice"', b'"../../../etc/passwd"', b'"/etc/passwd"', b'"~"', b'"."',
        b'"__proto__"', b'"GPT2LMHeadModel"', b'"bert"', b'"gelu"', b'"F64"',
        b"[]", b"{}", b"[null]", b"[[]]", b"[[[[[[[[]]]]]]]]", b'{"":{}}', b"[0,-1]", b"[1e999]", b"[" * 63 + b"]" * 63,
        b"[" * 500 + b"]" * 500, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000, b"[" * 100_000,
        b"[" + b"0," * 200_000 + b"0]", b"[" + b"[]," * 100_000 + b"[]]",
    )), LONG, Raw(b"[" + LONG + b"]")]
NAMES = [Raw(text) for text in (b'""', b'"\\ud800"', b'"\xff"', b'"a\\nerror: b"', b'"\\u001b[2J"', b"1", b"null", b'"__metadata__"')] + [LONG]


def _spots(tree, random, depth):
    """A place in a tree: (container, index), or None for the whole; deeper where `depth`, a chance, is greater."""
    container, index, value = None, None, tree
    while isinstance(value, list) and value and (container is None or random.random() < depth):
        container, index = value, random.randrange(len(value))
        value = container[index][1] if isinstance(container, Members) else container[index]
    return container, index


def _read(container, index):
    return container[index][1] if isinstance(container, Members) else container[index]


def _put(container, index, value):
    if isinstance(container, Members):
        container[index] = [container[index][0], value]
    else:
        container[index] = value


def _near(value, random):
    """A value that is almost the one there."""
    if isinstance(value, bool) or value is None:
        return random.choice([True, False, None, 0, 1, "true"])
    if isinstance(value, int):
        return random.choice([value + 1, value - 1, value * 2, -value, value // 2, str(value), float(value), value + 0.5, [value],
                              value * 1000, value << 32, Raw(b"%d.0" % value), Raw(b"%de0" % value), Raw(b"%d e0" % value)])
    if isinstance(value, float):
        return random.choice([-value, value * 1e6, 0.0, int(value), str(value), Raw(b"1e-999"), [value]])
    if isinstance(value, str):
        return random.choice([value.upper(), value[:-1], value + " ", value + "\0", value[::-1], value * 2, value * 5000, [value], {},
                              "\ufeff" + value, value + "\n", value.encode().hex(), 5])
    return random.choice([None, [value], Members([["a", value]]), write(value)[:5000].decode("utf-8", "replace")])


def mutate(tree, random, depth=0.65):
    """Changes one thing of a tree, in place where it can; the tree, and what was done in words."""
    container, index = _spots(tree, random, depth)
    if container is None:
        value = random.choice(VALUES)
        return value, f"the whole became {bytes(value[:30])}"
    here = f"{container[index][0]!s:.40}" if isinstance(container, Members) else f"[{index}]"
    kind = random.choice(["value"] * 5 + ["near"] * 4 + ["remove"] * 2 + ["twice", "rename", "swap", "copy", "many", "shuffle", "other"])
    if kind == "value":
        value = random.choice(VALUES)
        _put(container, index, value)
        return tree, f"{here} became {bytes(value[:30])}"
    if kind == "near":
        value = _near(_read(container, index), random)
        _put(container, index, value)
        return tree, f"{here} became {write(value)[:30]}"
    if kind == "remove":
        del container[index]
    elif kind == "twice":
        again = container[index]
        container.insert(random.randrange(len(container) + 1), [again[0], random.choice(VALUES)] if isinstance(container, Members) else again)
    elif kind == "rename" and isinstance(container, Members):
        container[index] = [random.choice(NAMES + [str(container[index][0])[:-1], str(container[index][0]).upper()]), container[index][1]]
    elif kind == "swap":
        other = random.randrange(len(container))
        first, second = _read(container, index), _read(container, other)
        _put(container, index, second)
        _put(container, other, first)
    elif kind == "copy":
        source, place = _spots(tree, random, depth)
        # A copy by value: a tree that holds itself would never end.
        _put(container, index, Raw(write(tree if source is None else _read(source, place))))
    elif kind == "many":
        count = random.choice([3, 100, 20_000])
        for number in range(count):
            container.append([f"m{number}", index] if isinstance(container, Members) else _read(container, index))
    elif kind == "shuffle":
        random.shuffle(container)
    else:
        _put(container, index, Raw(b"[" * random.choice([10, 2000]) + write(_read(container, index))))
    return tree, f"{kind} at {here}"


def mutate_data(data, random, depth=0.65):
    """Changes one thing of a JSON text: mostly of its tree, else how it is written; of what is none already, bytes."""
    if random.random() < 0.05:
        return mutate_text(data, random)
    try:
        tree, words = mutate(parse(data), random, depth)
        return write(tree), words
    except (ValueError, RecursionError):
        return mutated_bytes.mutate(data, random)


def mutate_text(data, random):
    """Changes JSON as a text: what stands around it, and how it is written."""
    kind = random.choice(["mark", "utf16", "tail", "comment", "comma", "twice", "nul", "quotes", "crlf", "spaces", "array"])
    changed = {
        "mark": lambda: b"\xef\xbb\xbf" + data, "utf16": lambda: data.decode("utf-8", "replace").encode("utf-16"),
        "tail": lambda: data + random.choice([b"x", b"}", b"\0", b"{}", b",", b"\n\n\n"]), "comment": lambda: b"// a\n" + data,
        "comma": lambda: data.rstrip()[:-1] + b",}", "twice": lambda: data + data, "nul": lambda: data.replace(b" ", b"\0", 3),
        "quotes": lambda: data.replace(b'"', b"'"), "crlf": lambda: data.replace(b"\n", b"\r\n"),
        "spaces": lambda: b" " * 3_000_000 + data, "array": lambda: b"[" + data + b"]",
    }[kind]()
    return changed, f"text: {kind}"
