// What the mouse and fingers do over a view, in the page and in frames.

/**
 * Hears what the pointer does over `element`: `at(event)` is the place under it or null, `isAsked(place)` whether that
 * place is asked about now. Moving asks (`hover(place)`, null when it has left), a click pins (`press(place, event)`);
 * a tap asks first and pins when it comes again.
 */
function listen(element, { at, isAsked, hover, press }) {
  let kind = "";
  element.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") hover(at(event)); });
  element.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") hover(null); });
  element.addEventListener("pointerdown", (event) => { kind = event.pointerType; });
  element.addEventListener("click", (event) => {
    const place = at(event);
    if (!place) return;
    if (kind === "touch" && !isAsked(place)) hover(place); else press(place, event);
  });
}
