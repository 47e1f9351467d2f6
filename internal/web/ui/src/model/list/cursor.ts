import { createStore, type Store } from "../store";
import { selection } from "../traffic";

/** Where the keys are in the list: indexes of its rows. */
export interface Cursor {
  index: number;
  /** Where a range began. */
  anchor: number;
  /** The row is not there yet; it is selected when it comes. */
  pending: boolean;
}

export const cursor: Store<Cursor> = createStore<Cursor>({ index: -1, anchor: -1, pending: false });

export type IdAt = (index: number) => number | undefined;

/** Moves to a row and selects it alone. */
export function moveTo(index: number, idAt: IdAt): void {
  const id = idAt(index);
  cursor.set({ index, anchor: index, pending: id === undefined });
  if (id !== undefined) selection.set({ ids: new Set([id]), focus: id });
}

/** Selects from the anchor to a row. False: some rows are not there yet, and were left out. */
export function extendTo(index: number, idAt: IdAt): boolean {
  const was = cursor.get().anchor;
  const anchor = was < 0 ? index : was;
  cursor.set({ index, anchor, pending: false });
  const ids = new Set<number>();
  const from = Math.min(anchor, index);
  const to = Math.max(anchor, index);
  for (let i = from; i <= to; i++) {
    const id = idAt(i);
    if (id !== undefined) ids.add(id);
  }
  selection.set({ ids, focus: idAt(index) ?? selection.get().focus });
  return ids.size === to - from + 1;
}

/** Adds a row to what is selected, or takes it out. */
export function toggle(index: number, id: number): void {
  cursor.set({ index, anchor: index, pending: false });
  selection.set((s) => {
    const ids = new Set(s.ids);
    if (!ids.delete(id)) ids.add(id);
    return { ids, focus: ids.has(id) ? id : ([...ids].at(-1) ?? null) };
  });
}

/**
 * Keeps cursor and selection together when the rows are others than before. indexOf finds
 * the focused entry among the rows that are here, -1 when it is not.
 */
export function settle(idAt: IdAt, indexOf: (id: number) => number): void {
  const { index, anchor, pending } = cursor.get();
  const { focus } = selection.get();
  const id = index < 0 ? undefined : idAt(index);
  if (pending) {
    if (id !== undefined) moveTo(index, idAt);
    return;
  }
  if (focus === null || id === focus) return;
  const at = indexOf(focus);
  if (at < 0) return; // out of sight: the keys go on from where they are
  cursor.set({ index: at, anchor: anchor < 0 || index < 0 ? at : Math.max(0, anchor + at - index), pending: false });
}
