import { get } from "@/model/api";
import { cursor } from "@/model/list/cursor";
import { filterOf, query, selection } from "@/model/traffic";
import type { RowWindow } from "@/model/types";
import { text } from "@/text";
import { toast } from "@/widgets";
import { failed } from "../failed";

const most = 10_000;
const atOnce = 500;

/** The numbers of the entries in rows from to before end. */
async function idsOf(from: number, end: number): Promise<Set<number>> {
  const { sort, desc, session } = query.get();
  const filter = filterOf(query.get());
  const ids = new Set<number>();
  for (let offset = from; offset < end; offset += atOnce) {
    const w = await get<RowWindow>("/v1/exchanges", { query: { filter, sort, desc: desc || undefined, session, offset, limit: Math.min(atOnce, end - offset) } });
    for (const r of w.rows) ids.add(r.id);
    if (!w.rows.length) break;
  }
  return ids;
}

/** Selects all rows of the list, up to a limit. */
export async function selectAll(total: number): Promise<void> {
  try {
    const ids = await idsOf(0, Math.min(total, most));
    selection.set((s) => ({ ids, focus: s.focus !== null && ids.has(s.focus) ? s.focus : ([...ids].at(-1) ?? null) }));
    if (total > most) toast(text.list.tooMany(most));
  } catch (e) {
    failed(e);
  }
}

/** Selects from the anchor to the cursor although some of the rows were not read yet, up to a limit. */
export async function selectRange(): Promise<void> {
  const { index, anchor } = cursor.get();
  const from = Math.min(index, anchor);
  const end = Math.max(index, anchor) + 1;
  const first = index < anchor ? from : Math.max(from, end - most); // what is near the cursor counts
  try {
    const ids = await idsOf(first, Math.min(end, first + most));
    if (cursor.get().index !== index || cursor.get().anchor !== anchor) return; // it went on
    selection.set({ ids, focus: (index < anchor ? [...ids][0] : [...ids].at(-1)) ?? null });
    if (end - from > most) toast(text.list.tooMany(most));
  } catch (e) {
    failed(e);
  }
}
