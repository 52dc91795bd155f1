// What only the scripts of pages themselves speak of.

/** What a report adds to its page; defaults for a page of one explanation are in sheets.js. */
interface Outline {
  begin(start: (part: Part) => unknown): void;
  near(views: any[]): any[];
  address(): string;
  restore(name: string): void;
  hold(section: HTMLElement, align: () => void): void;
  found(counts: Iterable<[Sheet, number]>, query: string): void;
  reach(): void;
  key(event: KeyboardEvent): boolean;
  escape(): void;
  title(figure: any): string;
  whole(): { sheet?: Sheet; data: any; name: string };
  name(sheet: Sheet): string;
}
