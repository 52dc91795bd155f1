// A report: contents that stay in reach, parts that start when their reader comes near, an address that names a place.

/** The report without the documents of its explanations. */
const report = parsed(byId("report"));
const contents = /** @type {HTMLDetailsElement} */ (document.querySelector(".contents details"));
const contentsList = byId("contents");
/** Links and what they lead to, both in the order of the page. */
const stops = [...contentsList.querySelectorAll("a")].map((link) => ({ link, target: byId(link.hash.slice(1)) }));
/** Where the contents stand beside the report. */
const isWide = matchMedia("(min-width: 1200px)");

/** What the address calls the reader's place. */
let anchor = "";

/** The last of `elements` (in the order of the page) that begins above the line `y`. */
function lastAbove(elements, y) {
  let low = 0, high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (elements[middle].getBoundingClientRect().top <= y) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/** The sheet that the reader is at: the one with the keyboard, or the one in the middle of the screen. */
function sheetAtHand() {
  const focused = sheets.find(({ element }) => element.contains(document.activeElement));
  const elements = sheets.map(({ element }) => element);
  return focused ?? sheets[Math.max(0, lastAbove(elements, innerHeight * 0.45))];
}

// Parts start when they come near. What a view will take is not known before; those of one module are much alike.

const heights = new Map();

function comeNear(part) {
  observer.unobserve(part.section);
  if (part.views) return;
  const { section } = part, box = section.getBoundingClientRect(), name = section.dataset.view;
  start(part);
  if (!name) return;
  const height = section.querySelector(".mount").offsetHeight;
  if (!heights.has(name) && height > 0) {
    heights.set(name, height);
    for (const other of partOf.values()) reserve(other);
  }
  // Browsers keep what is read in its place when something above it grows; those that do not are helped.
  if (box.bottom < 0 && !CSS.supports("overflow-anchor", "auto")) scrollBy(0, section.offsetHeight - box.height);
}

/** Room for a view that has not started. */
function reserve(part) {
  if (!part.isView || part.views) return;
  part.section.style.setProperty("--room", `${heights.get(part.section.dataset.view) ?? 480}px`);
}

const partOf = new Map(sheets.flatMap(({ parts }) => parts).map((part) => [part.section, part]));
const observer = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) comeNear(partOf.get(target));
}, { rootMargin: "100% 0px" });

addEventListener("beforeprint", () => {
  for (const part of partOf.values()) if (part.isView || part.section.querySelector("canvas")) comeNear(part);
});

// Contents

/** The link that the keyboard reaches. */
let reached = 0;

function setStop(place) {
  stops[reached].link.tabIndex = -1;
  reached = place;
  stops[reached].link.tabIndex = 0;
}

/** Marks the part that is read. */
function follow() {
  const place = Math.max(0, lastAbove(stops.map(({ target }) => target), 48));
  const { link } = stops[place];
  if (link.getAttribute("aria-current")) return;
  contentsList.querySelector("[aria-current]")?.removeAttribute("aria-current");
  link.setAttribute("aria-current", "location");
  byId("place").textContent = link.textContent;
  if (contentsList.contains(document.activeElement)) return;
  setStop(place);
  const box = link.getBoundingClientRect(), list = contentsList.getBoundingClientRect();
  if (list.height > 0 && (box.top < list.top || box.bottom > list.bottom)) contentsList.scrollTop += box.top - list.top - list.height / 3;
}
let isFollowing = false;
addEventListener("scroll", () => {
  if (isFollowing) return;
  isFollowing = true;
  requestAnimationFrame(() => { isFollowing = false; follow(); });
}, { passive: true });

/** Brings a part of the report to the top of the screen, and the keyboard with it. */
function visit(target) {
  const sheet = sheets.find(({ element }) => element === target || target.contains(element));
  if (sheet?.parts.length) comeNear(sheet.parts[0]);
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  hold(target, () => target.scrollIntoView({ block: "start" }));
  follow();
}

/** The place that is held where it is on the screen. */
let held = null;

/** Keeps `target` where `align` brings it, while what is above it takes its size, until the reader does something. */
function hold(target, align) {
  const mine = held = { target };
  let calm = 0;
  const next = () => {
    if (held !== mine || calm > 12) return;
    const before = target.getBoundingClientRect().top, y = scrollY;
    align();
    calm = Math.abs(target.getBoundingClientRect().top - before) < 1 && Math.abs(scrollY - y) < 1 ? calm + 1 : 0;
    requestAnimationFrame(next);
  };
  next();
}
for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"]) {
  addEventListener(kind, () => { held = null; }, { passive: true, capture: true });
}

document.addEventListener("click", (event) => {
  /** @type {HTMLAnchorElement | null} */
  const link = /** @type {Element} */ (event.target).closest?.('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  if (!isWide.matches) contents.open = false;
  /** @type {HTMLDetailsElement | null} */
  const menu = link.closest(".menu");
  if (menu) menu.open = false;
  anchor = target.id;
  remember(true);
  visit(target);
});
contentsList.addEventListener("keydown", (event) => {
  const place = stops.findIndex(({ link }) => link === document.activeElement);
  const next = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: stops.length - 1 }[event.key];
  if (place < 0 || !stops[next] || event.ctrlKey || event.metaKey || event.altKey) return;
  setStop(next);
  stops[next].link.focus();
  event.preventDefault();
  event.stopPropagation();
});
for (const { link } of stops) link.tabIndex = -1;
const fit = () => { contents.open = isWide.matches; };
isWide.addEventListener("change", fit);
fit();

/** To the next sheet or the one before. */
function step(by) {
  const elements = sheets.map(({ element }) => element), here = lastAbove(elements, 24);
  const isInside = here >= 0 && elements[here].getBoundingClientRect().top < -24;
  const next = elements[by < 0 && isInside ? here : here + by];
  if (next) {
    anchor = next.id;
    remember();
    visit(next);
    announce(next.querySelector("h2, h3").textContent);
  }
}

// What the page asks (see sheets.js)

Object.assign(outline, {
  begin(start) {
    for (const part of partOf.values()) {
      if (part.isView) part.section.classList.add("pending");
      reserve(part);
    }
    // What is on the first screen is there before anything is painted.
    for (const part of partOf.values()) {
      if (part.section.getBoundingClientRect().top > innerHeight * 1.5) break;
      start(part);
    }
    for (const part of partOf.values()) if (!part.views) observer.observe(part.section);
    follow();
  },
  near(views) {
    const sheet = sheetAtHand();
    return views.filter(({ section }) => sheet.element.contains(section));
  },
  address: () => anchor,
  restore(name) {
    const target = name ? document.getElementById(name) : null;
    anchor = target?.closest("main") ? name : "";
    if (anchor) visit(target);
  },
  hold,
  found(counts, query) {
    contents.classList.toggle("finding", Boolean(query));
    for (const { link, target } of stops) {
      let count = 0;
      for (const [sheet, number] of counts) if (target.contains(sheet.element)) count += number;
      if (count > 0) link.dataset.found = grouped(count); else delete link.dataset.found;
    }
  },
  reach() { contents.open = true; },
  key(event) {
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "g") {
      contents.open = true;
      stops[reached].link.focus();
    } else return false;
    return true;
  },
  escape() { if (!isWide.matches) contents.open = false; },
  title: (figure) => figure.module.replaceAll("_", " "),
  whole() {
    const documents = sheets.filter(({ element }) => element.querySelector(":scope > script.document")).map((sheet) => sheet.data);
    const sections = report.sections.map((section) => ({
      ...section,
      entries: section.entries.map((entry) => (entry.outcome === "explained" ? { ...entry, document: documents.shift() } : entry)),
    }));
    return { data: { ...report, sections }, name: fileName(report.title) };
  },
  name: (sheet) => `${fileName(report.title)}-${sheet.key}`,
});
