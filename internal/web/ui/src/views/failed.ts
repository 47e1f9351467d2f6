import { aborted, ApiError } from "@/model/api";
import { text } from "@/text";
import { toast } from "@/widgets";

/** Says in passing that something did not work, and the next step. Giving up is no failure. */
export function failed(e: unknown): void {
  if (aborted(e)) return;
  if (e instanceof ApiError && e.disconnected) toast(text.shell.unreachable, { hint: text.shell.lostHint, tone: "bad" });
  else if (e instanceof ApiError) toast(e.message, { hint: e.hint, tone: "bad" });
  else toast(text.common.failed, { hint: e instanceof Error ? e.message : String(e), tone: "bad" });
}
