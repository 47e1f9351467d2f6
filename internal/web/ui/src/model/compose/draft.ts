import { createStore, type Store } from "../store";
import { emptyForm, type Form } from "./form";

/** Draft is what is being composed. It stays while other views are open. */
export interface Draft {
  form: Form;
  /** What the form was filled in from: "12" or "12 session", "" for nothing. */
  from: string;
  /** What was not taken over, a sentence each. */
  notes: readonly string[];
  tab: string;
}

export const draft: Store<Draft> = createStore<Draft>({ form: emptyForm, from: "", notes: [], tab: "headers" });

/** fill puts a form into the draft, and shows its body where it has one. */
export function fill(form: Form, from = "", notes: readonly string[] = []): void {
  const body = form.body.is !== "text" || form.body.text !== "";
  draft.set((was) => ({ form, from, notes, tab: body ? "body" : was.tab === "body" ? "headers" : was.tab }));
}

/** isCommand reports whether a pasted text is a whole request and not a URL. */
export function isCommand(pasted: string): boolean {
  return /^\s*(?:\$ )?curl(?:\.exe)?\s/.test(pasted) || /^\s*[A-Z]+ \S+(?: HTTP\/[\d.]+)?\r?\n/.test(pasted);
}
