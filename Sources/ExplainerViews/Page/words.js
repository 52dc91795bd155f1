// Numbers and labels in words, exactly as the program prints them elsewhere.

/** An element that the program puts into every page. */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** The JSON in an element. */
const parsed = (element) => JSON.parse(element.textContent);

/** `value` with `places` decimals, rounded half away from zero, with a real minus sign. */
function fixed(value, places) {
  const scaled = Math.round(Math.abs(value) * 10 ** places);
  if (!(scaled < 2 ** 53)) return String(value).replace("-", "−");
  let digits = String(scaled);
  if (places > 0) {
    digits = digits.padStart(places + 1, "0");
    digits = `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  }
  return (value < 0 && scaled > 0 ? "−" : "") + digits;
}

/** A whole number with its thousands separated. */
function grouped(value) {
  const plain = fixed(Math.abs(value), 0);
  if (!/^\d+$/.test(plain)) return fixed(value, 0);
  const digits = plain.replace(/\B(?=(\d{3})+$)/g, ",");
  return (value < 0 && digits !== "0" ? "−" : "") + digits;
}

/** A share of 1 as percent with two significant digits. */
function percent(share) {
  const value = Math.abs(share) * 100;
  const sign = share < 0 ? "−" : "";
  if (value === 0) return "0%";
  if (value < 0.01) return sign ? ">−0.01%" : "<0.01%";
  if (value < 0.0995) return `${sign}${fixed(value, 3)}%`;
  if (value < 0.995) return `${sign}${fixed(value, 2)}%`;
  if (value < 9.95) return `${sign}${fixed(value, 1)}%`;
  if (value < 99.5) return `${sign}${fixed(value, 0)}%`;
  if (value < 100) return sign ? "<−99%" : ">99%";
  return `${sign}${grouped(value)}%`;
}

/** `value` as figures print it. */
function printed(value, style) {
  if (value === null || value === undefined) return "no value";
  if (style === "percent") return percent(value);
  return style === "integer" ? grouped(value) : fixed(value, style.decimals);
}

/** `value` as exactly as it is known: the digits of the document, besides what is printed where that says less. */
function exact(value, style) {
  if (value === null || value === undefined) return "no value";
  const short = printed(value, style);
  const plain = Number(short.replaceAll(",", "").replace("−", "-").replace("%", ""));
  const isAll = style === "percent" ? Math.abs(plain / 100 - value) < 1e-12 : plain === value;
  return isAll ? short : `${short} (${String(value).replace("-", "−")})`;
}

/** The figure's label as an object. */
function label(json) {
  if (typeof json === "string") return { text: json, isToken: false, note: "" };
  const isToken = "token" in json;
  return { text: isToken ? json.token : json.text, isToken, note: json.note ?? "" };
}

/** What a label shows: edges of tokens and characters that cannot be seen become marks. */
function visible(one) {
  let text = one.text;
  if (one.isToken) {
    text = text.replace(/^ +| +$/g, (spaces) => "·".repeat(spaces.length));
    if (text === "") return "∅";
  }
  return text.replace(/[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b\u200e-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g, (c) => {
    const code = c.codePointAt(0);
    if (c === "\n") return "↵";
    if (c === "\t") return "⇥";
    if (code === 0xa0) return "⍽";
    if (code === 0x7f) return "␡";
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `⟨${code.toString(16)}⟩`;
  });
}

/** The places of an axis in words; tokens that repeat are led by their position. */
function axis(title, jsons) {
  const labels = jsons.map(label);
  const keys = new Set(labels.map((one) => `${one.isToken} ${one.text} ${one.note}`));
  const repeats = labels.some((one) => one.isToken) && keys.size < labels.length;
  return (index) => {
    const text = visible(labels[index]);
    const lead = [title, repeats ? index : ""].filter((part) => part !== "").join(" ");
    if (labels[index].isToken) return lead ? `${lead} “${text}”` : `“${text}”`;
    return !title || text.toLowerCase().startsWith(title.toLowerCase()) ? text : `${title} ${text}`;
  };
}

/** `1st`, `2nd`, … */
function ordinal(number) {
  const tail = number % 100 > 10 && number % 100 < 14 ? 0 : number % 10;
  return grouped(number) + (["th", "st", "nd", "rd"][tail] ?? "th");
}

/** Where `value` stands among `values`, greatest first; empty where that says nothing. */
function standing(value, values, place) {
  const known = values.filter((one) => typeof one === "number");
  if (typeof value !== "number" || known.length < 2) return "";
  const rank = 1 + known.filter((one) => one > value).length;
  return `${rank === 1 ? "" : `${ordinal(rank)} `}greatest of ${grouped(known.length)} ${place}`;
}
