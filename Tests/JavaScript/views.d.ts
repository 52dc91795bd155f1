// What the scripts of pages speak of: labels and figures as documents have them, and what a page offers a view.

/** A label: plain words, or words or a token with a note. */
type LabelJSON = string | { text: string; note?: string } | { token: string; note?: string };

/** A label as the page uses it. */
interface Label {
  text: string;
  isToken: boolean;
  note: string;
}

/** How a number is printed. */
type NumberStyle = "percent" | "integer" | { decimals: number };

/** How values become colours. */
interface Scale {
  kind: "magnitude" | "sign" | "rank" | "kind";
}

/** The colours of a theme as `#rrggbb`: ramps from nothing to full, hues by number, and the strengths of each hue. */
interface Colours {
  paper: string;
  ink: string;
  faint: string;
  m: string[];
  p: string[];
  n: string[];
  r: string[];
  k: string[];
  ks: string[][];
}

/** The colours of both themes. */
interface Palette {
  light: Colours;
  dark: Colours;
}

/** A line of a tooltip: `where` (quiet), `tk` (a token), `exact` (numbers) or `note`, and its text; empty for none. */
type TipLine = string[];

/** A number of which only bounds may be known; they are the same where it is known. */
interface Bounds {
  low: number;
  high: number;
}

/** What `listen` calls for an element: `Place` is what a pointer can be at in it. */
interface Listener<Place> {
  at(event: PointerEvent | MouseEvent): Place | null;
  isAsked(place: Place): unknown;
  hover(place: Place | null): void;
  press(place: Place, event: MouseEvent): void;
}

/** What a page offers a view (`pageFor` in modules.js). */
interface Page {
  readonly version: number;
  label(json: LabelJSON): Label;
  visible(one: { text: string; isToken: boolean }): string;
  printed(value: number | null | undefined, style: NumberStyle): string;
  exact(value: number | null | undefined, style: NumberStyle): string;
  percent(share: number): string;
  fixed(value: number, places: number): string;
  grouped(value: number): string;
  ordinal(number: number): string;
  standing(value: number | null, values: ArrayLike<number | null>, place: string): string;
  isDark(): boolean;
  readonly palette: Palette;
  colours(): Colours;
  readonly tip: {
    show(box: () => DOMRect | null | undefined, lines: TipLine[], aside?: boolean): void;
    hide(): void;
  };
  announce(text: string): void;
  listen<Place>(element: Element, listener: Listener<Place>): void;
  remember(): void;
  unique(): number;
  bytes(base64: string): Uint8Array;
}

/** What a plugin's view answers, all of it optional (modules.js). */
interface PageView {
  draw?(isPrinting: boolean): void;
  state?(): string;
  restore?(text: string): void;
  escape?(): void;
  key?(event: KeyboardEvent): boolean;
  keys?: string[][];
  find?(query: string): unknown[];
  go?(place: unknown): void;
  table?(): unknown[][];
  svg?(): string;
}

/** How a module makes a view: `mount` is its element, `figure` as it stands in the document. */
type MakeView = (mount: HTMLElement, figure: any, page: Page) => PageView;

// The modules of a page register themselves here.
declare var explainerViews: Record<string, MakeView> | undefined;

// Newer than the library of the checker.
declare class DecompressionStream {
  constructor(format: string);
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
}
interface Uint8ArrayConstructor {
  fromBase64?(text: string): Uint8Array;
}
interface FocusOptions {
  focusVisible?: boolean;
}
