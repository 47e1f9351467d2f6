import { get } from "@/model/api";
import { filterOf, query, selection } from "@/model/traffic";
import type { RowWindow } from "@/model/types";
import { text } from "@/text";
import { toast } from "@/widgets";
import { failed } from "../failed";

const most = 10_000;
const atOnce = 500;

/** Selects all rows of the list, up to a limit. */
export async function selectAll(total: number): Promise<void> {
  const { sort, desc, session } = query.get();
  const filter = filterOf(query.get());
  const ids = new Set<number>();
  try {
    for (let offset = 0; offset < Math.min(total, most); offset += atOnce) {
      const w = await get<RowWindow>("/v1/exchanges", { query: { filter, sort, desc: desc || undefined, session, offset, limit: atOnce } });
      for (const r of w.rows) ids.add(r.id);
      if (w.rows.length < atOnce) break;
    }
  } catch (e) {
    failed(e);
    return;
  }
  selection.set((s) => ({ ids, focus: s.focus !== null && ids.has(s.focus) ? s.focus : ([...ids].at(-1) ?? null) }));
  if (total > most) toast(text.list.tooMany(most));
}
