import { bypass, exportText, mark, remove, replay, setLeaving, unbypass, type BypassFor, type BypassScope, type Entries } from "@/model/act";
import { reveal } from "@/model/list/reveal";
import { text } from "@/text";
import { toast, toastWithUndo } from "@/widgets";
import { copyText } from "../copy";
import { failed } from "../failed";

const t = text.actions;

/** Sends requests again and says what became of it. */
export async function sendAgain(entries: Entries, times = 1, pauseMS = 0): Promise<void> {
  try {
    const { replays } = await replay(entries, times, pauseMS);
    const sent = replays.filter((r) => r.id);
    const not = replays.filter((r) => !r.id);
    if (not.length) toast(t.notReplayed(not.length), { hint: [not[0]!.error, not[0]!.hint].filter(Boolean).join(". "), tone: "bad" });
    const last = sent.at(-1)?.id;
    if (last) toast(t.replayed(sent.length), { action: { label: t.show, run: () => reveal(last) } });
  } catch (e) {
    failed(e);
  }
}

/** Deletes entries once the person has had time to change their mind. */
export function deleteSoon(ids: readonly number[]): void {
  if (!ids.length) return;
  setLeaving(ids, true);
  const act = () =>
    void remove(ids).then(
      ({ active }) => active > 0 && toast(t.stayed(active), { hint: t.stayedHint }),
      failed,
    );
  toastWithUndo(t.deleted(ids.length), text.common.undo, act, () => setLeaving(ids, false));
}

export async function note(ids: readonly number[], change: { pinned?: boolean; colour?: string; comment?: string }): Promise<void> {
  try {
    await mark(ids, change);
  } catch (e) {
    failed(e);
  }
}

/** Leaves alone what an entry is about, and offers to take it back. */
export async function leaveAlone(id: number, session: string, time: BypassFor, scope: BypassScope): Promise<void> {
  try {
    const { pattern } = await bypass(id, session, time, scope);
    toast(t.bypassed(pattern), { action: { label: text.common.undo, run: () => void unbypass(pattern).catch(failed) } });
  } catch (e) {
    failed(e);
  }
}

export const copy = (what: string, value: string | Promise<string>): Promise<void> => copyText(value, t.copied(what));

export const copyAs = (entries: Entries, format: string, label: string, redact: boolean, side?: "request" | "response"): Promise<void> =>
  copy(label, exportText(entries, format, redact, side));

/** Lets the browser save what a URL of the API gives. */
export function save(from: string): void {
  const a = document.createElement("a");
  a.href = from;
  a.download = ""; // the name is the answer's
  a.rel = "noreferrer";
  document.body.append(a);
  a.click();
  a.remove();
}

