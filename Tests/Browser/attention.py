"""What an attention view is given: tokens, weights, vectors, from a page's document alone."""
import base64
import functools
import math
import re
import struct

# The sides of the page, and what they are of a block.
SIDES = {"left": "queries", "right": "keys"}


@functools.lru_cache(maxsize=16)
def halves(text):
    data = base64.b64decode(text)
    return struct.unpack(f"<{len(data) // 2}e", data)


KNOWN = {}


def layer(packed, l):
    """The numbers of a layer of a tensor that is packed whole, remembered."""
    text = packed["layers"][l]
    if text not in KNOWN:
        KNOWN[text] = unpacked(packed, l)
    return KNOWN[text]


def unpacked(packed, l):
    """The numbers of a layer of a tensor that is packed whole."""
    if packed.get("coding") != "huffman":
        return halves(packed["layers"][l])
    data, count = base64.b64decode(packed["layers"][l]), math.prod(packed["shape"][1:])
    lengths = [half for byte in data[:128] for half in (byte >> 4, byte & 15)]
    codes, code = {}, 0
    for length in range(1, 16):
        for byte in (byte for byte in range(256) if lengths[byte] == length):
            codes[length, code] = byte
            code += 1
        code <<= 1
    lows, made, bits, length = data[len(data) - count:], bytearray(), 0, 0
    for byte in data[128:len(data) - count]:
        for shift in range(7, -1, -1):
            bits, length = bits << 1 | byte >> shift & 1, length + 1
            if (length, bits) in codes and len(made) < 2 * count:
                made += bytes((lows[len(made) // 2], codes[length, bits]))
                bits = length = 0
    return struct.unpack(f"<{count}e", made)


@functools.lru_cache(maxsize=16)
def shorts(text):
    data = base64.b64decode(text)
    return struct.unpack(f"<{len(data) // 2}H", data)


def half_up(number):
    return math.floor(number + 0.5)


def scores(block):
    """One object for each head, layer by layer."""
    packed = block.get("scores") or []
    if isinstance(packed, list):
        return packed
    places = [(layer, head) for layer in block["layers"] for head in block["heads"]]
    return [{"layer": layer, "head": head, **{name: values[n] for name, values in packed.items()}} for n, (layer, head) in enumerate(places)]


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
            for block in blocks:
                block["scores"] = scores(block)
            self.variants.append({**variant, "blocks": blocks})
        self.known = {}
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
        """Those of the queries, or of the keys; of the left, or of the right."""
        block = block or self.block
        return self.data["sequences"][block[SIDES.get(side, side)]]

    def size(self, block=None):
        block = block or self.block
        return len(self.tokens("queries", block)), len(self.tokens("keys", block))

    def is_masked(self, i, j, block=None):
        return (block or self.block)["causal"] and j > i

    def is_top(self, block=None):
        return (block or self.block)["weights"]["type"] == "top"

    def words(self, side):
        """The words of a side: lists of tokens."""
        words, tokens = [], self.tokens(side)
        for t, token in enumerate(tokens):
            last = tokens[words[-1][-1]] if words else None
            if last and not token.get("s") and not last.get("s") and last["w"] == token["w"]:
                words[-1].append(t)
            else:
                words.append([t])
        return words

    def matrix(self, l, h, block=None, name="weights"):
        """[query][key] of a head, by places; what is not in the page is 0."""
        packed = (block or self.block)[name]
        _, _, rows, columns = packed["shape"]
        if packed["type"] == "f16":
            values = layer(packed, l)
            return [list(values[(h * rows + i) * columns:(h * rows + i + 1) * columns]) for i in range(rows)]
        k, index, value = packed["k"], shorts(packed["index"][l]), halves(packed["value"][l])
        made = [[0.0] * columns for _ in range(rows)]
        for i in range(rows):
            for n in range((h * rows + i) * k, (h * rows + i + 1) * k):
                if index[n] < columns:
                    made[i][index[n]] = value[n]
        return made

    def mean(self, l, heads):
        """[query][key] of the mean of the heads in these places; of all, where not all weights are there, as the page has it."""
        if self.is_top() and len(heads) == len(self.heads) > 1:
            return self.matrices(l, name="mean_of_heads")[0]
        matrices = self.matrices(l)
        return [[sum(values) / len(heads) for values in zip(*rows)] for rows in zip(*(matrices[h] for h in heads))]

    def matrices(self, l, block=None, name="weights"):
        """[head][query][key] of a layer, remembered."""
        block = block or self.block
        key = (id(block), name, l)
        if key not in self.known:
            self.known[key] = [self.matrix(l, h, block, name) for h in range(block[name]["shape"][1])]
        return self.known[key]

    def norms(self, l, h, block=None):
        packed = (block or self.block)["value_norms"]
        columns = packed["shape"][-1]
        return layer(packed, l)[h * columns:(h + 1) * columns]

    def vectors(self, name, l, h):
        """The queries or the keys of a head: one vector per token."""
        packed = self.block[name]
        if name == "key":
            h = self.block["kv_of_head"][h]
        _, _, rows, d = packed["shape"]
        values = layer(packed, l)
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
        if token["t"] or token.get("s"):
            return token["t"] or token["piece"]
        # A token may be blanks alone, which are made visible.
        return token["g"].replace(" ", "·").replace("\n", "↵") or token["piece"]


def digits(value):
    """A number as the views print it: three digits that are true."""
    size = abs(value)
    if size == 0:
        return "0"
    if size < 5e-7:
        return "<0.000001"
    places = min(6, max(0, 2 - math.floor(math.log10(float(f"{size:.3g}")))))
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


def least(text):
    """The number in a text that may say that it is that or more."""
    return float(text.strip("≥< ").replace("−", "-"))


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


# What a browser says to who reads many pixels, which only tests do.
READING = "willReadFrequently"


def fullness(tab, within, x, y):
    """How full lines and bars are drawn at a place of the field in `within`, from 0 to 255: the fullest of a few pixels."""
    tab.allowed.append(READING)
    return tab.js("""([within, x, y]) => {
      const canvases = [...document.querySelectorAll(`${within} .at-canvas`)];
      const canvas = canvases.find(c => c.style.visibility !== 'hidden' && c.width > 1);
      const box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
      const [left, top] = [Math.round((x - box.left) * scale) - 1, Math.round((y - box.top) * scale) - 2];
      const { data } = canvas.getContext('2d').getImageData(left, top, 3, 5);
      return Math.max(...data.filter((_, n) => n % 4 === 3));
    }""", [within, x, y])


def between(tab, within, i, j, part=0.93):
    """A place on the line from the query in place i to the key in place j, near its end."""
    tab.box(f"{within} .at-right .at-token", j)
    return tab.js("""([within, i, j, part]) => {
      const box = (side, place) => document.querySelectorAll(`${within} .at-${side} .at-token`)[place].getBoundingClientRect();
      const [a, b] = [box('left', i), box('right', j)], [x1, x2] = [a.right + 4, b.left - 4];
      const middle = (one) => (one.top + one.bottom) / 2;
      return [x1 + (x2 - x1) * part, middle(a) + (middle(b) - middle(a)) * part];
    }""", [within, i, j, part])
