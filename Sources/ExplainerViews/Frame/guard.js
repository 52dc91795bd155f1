// The first that runs in the frame of a stranger's module: takes away what no policy and no sandbox stops. Elements that make
// browsers look up or call a host before any policy is asked (links of all kinds, frames), and what reaches others without a
// request (WebRTC, voices). Everything is looked up now: what the module changes later changes nothing here.

{
  const { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { exec } = RegExp.prototype;
  const NAMES = "(?:a|applet|area|base|embed|fencedframe|frame|frameset|iframe|link|meta|object|portal)";
  /** The name of an element that may not be made, with any prefix. */
  const name = new RegExp(`^(?:[^]*:)?${NAMES}$`, "i");
  /** The same in markup of HTML or XML, where a name follows its bracket at once; entities could hide one. */
  const markup = new RegExp(`<(?:[^\\s<>/]*:)?${NAMES}(?:[\\s/>]|$)|<!entity`, "i");
  const refuse = (what) => { throw new TypeError(`${what}: not for a view in a frame (Docs/views.md)`); };
  /** A text in which `pattern` does not occur; made once, so that it is the one looked at. */
  const free = (pattern, value) => {
    const text = `${value}`, found = apply(exec, pattern, [text]);
    if (found) refuse(found[0] || text);
    return text;
  };

  /** Calls a method only with what `check` makes of its arguments. */
  const method = (owner, key, check) => {
    const original = owner && getOwnPropertyDescriptor(owner, key)?.value;
    if (typeof original !== "function") return;
    const value = { [key](...given) { return apply(original, this, check(given)); } }[key];
    defineProperty(owner, key, { value, writable: false, enumerable: true, configurable: false });
  };
  /** Looks at one argument of a method as `pattern`, where it is given at all. */
  const argument = (place, pattern) => (given) => {
    if (given.length > place && given[place] !== null) given[place] = free(pattern, given[place]);
    return given;
  };
  const setter = (owner, key) => {
    const { get, set } = owner && getOwnPropertyDescriptor(owner, key) || {};
    if (!set) return;
    const write = (value) => (value === null ? null : free(markup, value));
    defineProperty(owner, key, { get, set(value) { apply(set, this, [write(value)]); }, enumerable: true, configurable: false });
  };

  method(Document.prototype, "createElement", argument(0, name));
  method(Document.prototype, "createElementNS", argument(1, name));
  method(DOMImplementation.prototype, "createDocument", argument(1, name));
  method(Element.prototype, "insertAdjacentHTML", argument(1, markup));
  method(Range.prototype, "createContextualFragment", argument(0, markup));
  method(DOMParser.prototype, "parseFromString", argument(0, markup));
  for (const owner of [Element.prototype, ShadowRoot.prototype]) {
    for (const key of ["innerHTML", "outerHTML"]) setter(owner, key);
    for (const key of ["setHTML", "setHTMLUnsafe"]) method(owner, key, argument(0, markup));
  }
  for (const key of ["parseHTML", "parseHTMLUnsafe"]) method(Document, key, argument(0, markup));
  // Pieces of markup, which only make sense together.
  for (const key of ["write", "writeln", "open"]) method(Document.prototype, key, () => refuse(`document.${key}`));
  method(Document.prototype, "execCommand", (given) => {
    if (given.length > 0) given[0] = free(/^(?!copy$|cut$|selectAll$)/i, given[0]);
    return given;
  });
  // An element of one's own that is a kind of `link`.
  method(CustomElementRegistry.prototype, "define", (given) => [given[0], given[1]]);

  // What browsers learn later has "HTML" in its name where it reads markup.
  const known = /^(?:inner|outer|insertAdjacent|get|set|parse)HTML(?:Unsafe)?$/;
  for (const owner of [Document, Element, Node, ShadowRoot, DocumentFragment, Range, HTMLElement, HTMLTemplateElement, DOMParser]) {
    for (const one of [owner, owner.prototype]) {
      for (const key of ownKeys(one)) {
        if (typeof key === "string" && /html/i.test(key) && !known.test(key)) deleteProperty(one, key);
      }
    }
  }
  const gone = /^(?:webkit|moz)?(?:RTC|XSLT|Speech|speech|Presentation|Payment)|(?:Socket|Worker|EventSource|WebTransport|fetchLater)$/;
  for (const key of ownKeys(globalThis)) if (typeof key === "string" && gone.test(key)) deleteProperty(globalThis, key);
}
