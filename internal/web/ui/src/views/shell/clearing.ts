import { clear } from "@/model/act";
import { status } from "@/model/status";
import { query, select } from "@/model/traffic";
import { text } from "@/text";
import { toastWithUndo } from "@/widgets";
import { failed } from "../failed";

/** Takes everything that is over out of sight, and deletes it once the person has had time to change their mind. */
export function clearSoon(): void {
  const newest = status.get()?.capture.entries ?? 0;
  if (!newest || query.get().session || query.get().cleared) return;
  select(null);
  query.set((q) => ({ ...q, cleared: newest }));
  const shown = () => query.set((q) => ({ ...q, cleared: 0 }));
  toastWithUndo(text.shell.toolbar.cleared, text.common.undo, () => void clear(false, text.shell.unreachable).catch(failed).finally(shown), shown);
}
