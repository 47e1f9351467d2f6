import { get } from "../api";
import { createStore, type Store } from "../store";
import { filterOf, select, type Query } from "../traffic";

/** An entry that the list is to go to; n tells one wish from the next. */
export interface Wish {
  id: number;
  n: number;
}

export const wish: Store<Wish> = createStore<Wish>({ id: 0, n: 0 });

/** Selects an entry and has the list go to it. */
export function reveal(id: number): void {
  select(id);
  wish.set((w) => ({ id, n: w.n + 1 }));
}

/** Where an entry is in the list, -1 when it is not in it. */
export async function positionOf(id: number, q: Query, signal: AbortSignal): Promise<number> {
  const { sort, desc, session } = q;
  const { offset } = await get<{ offset: number }>("/v1/exchanges/position", { query: { id, filter: filterOf(q), sort, desc: desc || undefined, session }, signal });
  return offset;
}
