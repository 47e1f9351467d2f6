/**
 * Rows of one height in a scroll area. Browsers stop at about 16.7 million pixels,
 * so where rows need more, the area is lower than the rows and the scroll bar is
 * scaled; the wheel and the keys still move row by row.
 */
export interface Extent {
  count: number;
  rowHeight: number;
  /** Height in which rows are seen. */
  view: number;
}

export const tallest = 8_000_000;

const rowsHeight = (e: Extent) => e.count * e.rowHeight;

/** Height of the scroll area, header apart. */
export const areaHeight = (e: Extent): number => Math.min(rowsHeight(e), tallest);

export const scaled = (e: Extent): boolean => rowsHeight(e) > tallest;

/** The furthest top: what is above the first seen pixel, in pixels of rows. */
export const maxTop = (e: Extent): number => Math.max(0, rowsHeight(e) - e.view);

const maxScroll = (e: Extent) => Math.max(0, areaHeight(e) - e.view);

export function clampTop(e: Extent, top: number): number {
  return Math.max(0, Math.min(Math.round(top), maxTop(e)));
}

/** What is above the first seen pixel when the scroll bar stands at scrollTop. */
export function topAt(e: Extent, scrollTop: number): number {
  if (!scaled(e)) return clampTop(e, scrollTop);
  const most = maxScroll(e);
  return most ? clampTop(e, (scrollTop / most) * maxTop(e)) : 0;
}

/** Where the scroll bar stands for a top. */
export function scrollAt(e: Extent, top: number): number {
  if (!scaled(e)) return top;
  const most = maxTop(e);
  return most ? (top / most) * maxScroll(e) : 0;
}

/** The rows to be there for a top: from first to before last, some of them unseen. */
export function rowsAt(e: Extent, top: number, overscan: number): { first: number; last: number } {
  const first = Math.max(0, Math.floor(top / e.rowHeight) - overscan);
  const last = Math.min(e.count, Math.ceil((top + e.view) / e.rowHeight) + overscan);
  return { first, last };
}

/** The top from which a row is seen, moving no further than needed ("nearest"). */
export function topFor(e: Extent, top: number, row: number, align: "nearest" | "start" | "center"): number {
  const y = row * e.rowHeight;
  if (align === "start") return clampTop(e, y);
  if (align === "center") return clampTop(e, y - (e.view - e.rowHeight) / 2);
  if (y < top) return clampTop(e, y);
  if (y + e.rowHeight > top + e.view) return clampTop(e, y + e.rowHeight - e.view);
  return top;
}
