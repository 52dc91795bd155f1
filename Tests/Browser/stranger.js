// A view as a plugin of others may bring it: words with a weight each, asked about by mouse, by keys and by the search.
(globalThis.explainerViews ??= {}).stranger = (mount, figure, page) => {
  const { words, weights } = figure.data;
  let pinned = -1, at = -1, isSorted = false;
  const list = document.createElement("div");
  list.className = "st-list";
  list.tabIndex = 0;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "words");
  const picture = document.createElement("canvas");
  [picture.width, picture.height] = [320, 40];
  mount.append(list, picture);
  const items = words.map((word, index) => {
    const item = document.createElement("div"), number = document.createElement("b");
    item.className = `st-item k${index % 16}s${Math.round(weights[index] * 12)}`;
    item.id = `st-${page.unique()}`;
    item.dataset.index = index;
    item.setAttribute("role", "option");
    number.textContent = page.printed(weights[index], "percent");
    item.append(page.visible(page.label({ token: word })), " ", number);
    return item;
  });
  list.append(...items);
  const order = () => words.map((_, index) => index).sort((a, b) => (isSorted ? weights[b] - weights[a] : a - b));
  const show = () => {
    items.forEach((item, index) => {
      item.classList.toggle("st-at", index === at);
      item.classList.toggle("st-pinned", index === pinned);
      item.style.order = String(order().indexOf(index));
    });
    const asked = at >= 0 ? at : pinned;
    if (asked < 0) { page.tip.hide(); return; }
    list.setAttribute("aria-activedescendant", items[asked].id);
    page.tip.show(() => items[asked].getBoundingClientRect(), [
      ["where", `word ${asked}`], ["tk", page.visible(page.label({ token: words[asked] }))],
      ["exact", page.exact(weights[asked], { decimals: 2 })], ["note", page.standing(weights[asked], weights, "words")],
    ], false);
  };
  const pin = (index) => { pinned = pinned === index ? -1 : index; show(); page.remember(); };
  const draw = (isPrinting) => {
    const colours = isPrinting ? page.palette.light : page.colours(), context = picture.getContext("2d");
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, 320, 40);
    weights.forEach((weight, index) => {
      context.fillStyle = colours.k[index % 16];
      context.fillRect(index * 24, 40 - weight * 40, 20, weight * 40);
    });
  };
  draw(false);
  page.listen(list, {
    at: (event) => event.target.closest("[data-index]"),
    isAsked: (item) => item === items[at],
    hover: (item) => { at = items.indexOf(item); show(); },
    press: (item) => pin(items.indexOf(item)),
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const row = order();
      at = row[Math.min(Math.max(row.indexOf(at) + step, 0), row.length - 1)];
      show();
      page.announce(`${words[at]}, ${page.printed(weights[at], "percent")}`);
    } else if (event.key === "Enter" && at >= 0) pin(at);
    else return;
    event.preventDefault();
  });
  return {
    draw,
    state: () => [pinned < 0 ? "" : `p${pinned}`, isSorted ? "sorted" : ""].filter(Boolean).join("."),
    restore(text) {
      const [, number] = /^p(\d+)/.exec(text) ?? [];
      pinned = number && items[Number(number)] ? Number(number) : -1;
      isSorted = text.includes("sorted");
      show();
    },
    escape() { at = pinned = -1; show(); },
    key(event) {
      if (event.key !== "s") return false;
      isSorted = !isSorted;
      show();
      page.remember();
      return true;
    },
    keys: [["s", "sort by weight"]],
    find(query) {
      const places = query ? order().filter((index) => words[index].toLowerCase().includes(query)) : [];
      items.forEach((item, index) => item.classList.toggle("st-found", places.includes(index)));
      return places;
    },
    go(index) { at = index; show(); },
    table: () => [["word", "weight"], ...order().map((index) => [words[index], weights[index]])],
    svg: () => `<svg xmlns="http://www.w3.org/2000/svg" width="${words.length * 24}" height="40"><style>rect{fill:#345}`
      + `@media (prefers-color-scheme: dark){rect{fill:#9ab}}</style>${weights.map((weight, index) => (
        `<rect x="${index * 24}" y="${40 - weight * 40}" width="20" height="${weight * 40}"/>`)).join("")}</svg>`,
  };
};
