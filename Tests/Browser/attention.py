"""What an attention view is given: tokens, weights, vectors, from a page's document alone."""
import base64
import math
import re
import struct


def halves(text):
    data = base64.b64decode(text)
    return struct.unpack(f"<{len(data) // 2}e", data)


def shorts(text):
    data = base64.b64decode(text)
    return struct.unpack(f"<{len(data) // 2}H", data)


def half_up(number):
    return math.floor(number + 0.5)


class Attention:
    """The data of the view `module` in a document, and its first block."""

    def __init__(self, document, module):
        self.place = next(i for i, figure in enumerate(document["figures"]) if figure.get("module") == module)
        self.data = document["figures"][self.place]["data"]
        self.variants = []
        for variant in self.data["variants"]:
            earlier = {one["id"]: one for one in self.variants}
            blocks = [next(b for b in earlier[block["same_as"]]["blocks"] if b["id"] == block["id"]) if "same_as" in block
                      else block for block in variant["blocks"]]
            self.variants.append({**variant, "blocks": blocks})
        self.blocks = self.variants[0]["blocks"]
        self.block = next((one for one in self.blocks if one["id"] == self.data.get("block")), self.blocks[0])

    @property
    def layers(self):
        return self.block["layers"]

    @property
    def heads(self):
        return self.block["heads"]

    def start(self):
        """The place of the layer at the start: the one asked for, or the nearest there is."""
        return min(range(len(self.layers)), key=lambda l: abs(self.layers[l] - self.data.get("layer", 0)))

    def start_head(self):
        return self.heads.index(self.data.get("head", 0)) if self.data.get("head", 0) in self.heads else 0

    def tokens(self, side, block=None):
        """Those of the queries, or of the keys."""
        block = block or self.block
        return self.data["sequences"][block[side]]

    def size(self, block=None):
        block = block or self.block
        return len(self.tokens("queries", block)), len(self.tokens("keys", block))

    def is_masked(self, i, j, block=None):
        return (block or self.block)["causal"] and j > i

    def is_top(self, block=None):
        return (block or self.block)["weights"]["type"] == "top"

    def matrix(self, l, h, block=None):
        """[query][key] of a head, by places; what is not in the page is 0."""
        packed = (block or self.block)["weights"]
        _, rows, columns = packed["shape"]
        if packed["type"] == "f16":
            values = halves(packed["layers"][l])
            return [list(values[(h * rows + i) * columns:(h * rows + i + 1) * columns]) for i in range(rows)]
        k, index, value = packed["k"], shorts(packed["index"][l]), halves(packed["value"][l])
        made = [[0.0] * columns for _ in range(rows)]
        for i in range(rows):
            for n in range((h * rows + i) * k, (h * rows + i + 1) * k):
                if index[n] < columns:
                    made[i][index[n]] = value[n]
        return made

    def norms(self, l, h, block=None):
        packed = (block or self.block)["value_norms"]
        columns = packed["shape"][-1]
        return halves(packed["layers"][l])[h * columns:(h + 1) * columns]

    def vectors(self, name, l, h):
        """The queries or the keys of a head: one vector per token."""
        packed = self.block[name]
        if name == "key":
            h = self.block["kv_of_head"][h]
        _, rows, d = packed["shape"]
        values = halves(packed["layers"][l])
        return [values[(h * rows + t) * d:(h * rows + t + 1) * d] for t in range(rows)]

    def scale(self, l):
        scale = self.block["scale"]
        return scale[l] if isinstance(scale, list) else scale

    def scores(self, l, h, i):
        """Of query i: (Σ q k, scaled, softmax) for each key; softmax 0 where masked."""
        q, keys = self.vectors("query", l, h)[i], self.vectors("key", l, h)
        dots = [sum(a * b for a, b in zip(q, k)) for k in keys]
        scaled = [dot * self.scale(l) for dot in dots]
        seen = [j for j in range(len(keys)) if not self.is_masked(i, j)]
        most = max(scaled[j] for j in seen)
        exps = [math.exp(scaled[j] - most) if j in seen else 0.0 for j in range(len(keys))]
        return dots, scaled, [one / sum(exps) for one in exps]

    def error(self, l, h, i):
        """How far the softmax of half-precision vectors may be from a half-precision weight."""
        q, keys = self.vectors("query", l, h)[i], self.vectors("key", l, h)
        worst = max(sum(abs(a * b) for a, b in zip(q, k)) for k in keys) * abs(self.scale(l)) * 2 ** -10
        return min(1.0, worst / 2 + 2 ** -11)

    def filters(self):
        """The parts of a pair by their ids: (queries, keys) as ranges."""
        b, n = self.data["second_start"], self.size()[0]
        if b is None:
            return {"all": ((0, self.size()[0]), (0, self.size()[1]))}
        first, second = (0, b), (b, n)
        return {"all": ((0, n), (0, n)), "aa": (first, first), "bb": (second, second), "ab": (first, second), "ba": (second, first)}

    def name(self, side, t, block=None):
        token = self.tokens(side, block)[t]
        return token["t"] or token["piece"]


def digits(value):
    """A number as the views print it: three digits that are true."""
    size = abs(value)
    if size == 0:
        return "0"
    if size < 5e-7:
        return "<0.000001"
    places = min(6, max(0, 2 - math.floor(math.log10(size))))
    scaled = half_up(size * 10 ** places)
    text = f"{scaled / 10 ** places:.{places}f}"
    return ("−" if value < 0 and scaled else "") + text


def readable(value, top=1, power=None):
    """The opacity of a weight on the scale at the start."""
    part = value / top
    return 0 if part <= 0 else 1 if part >= 1 else part ** power


def state(tab):
    """The view's part of the address."""
    found = re.search(r"view\d+=([^&]*)", tab.hash)
    return found[1] if found else ""


def choose(tab, label, value):
    """Chooses from a menu of the control bar, by its label."""
    tab.js("""([label, value]) => {
      const place = [...document.querySelectorAll('.at-choice')].find(p => p.firstChild.textContent === label);
      const select = place.querySelector('select');
      select.value = [...select.options].find(o => o.text === value || o.value === value).value;
      select.dispatchEvent(new Event('change', {bubbles: true}));
    }""", [label, value])
    tab.settle()


def texts(tab, selector):
    """The names in a column of tokens, without the marks of blanks before them."""
    return tab.js("""selector => [...document.querySelectorAll(selector)].map(
      token => [...token.querySelector('bdi').childNodes].filter(n => n.nodeType === 3).map(n => n.textContent).join(''))""", selector)
