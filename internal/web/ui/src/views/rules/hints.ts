import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { hintsAt } from "@/model/rules/hints";

/** What can stand at the cursor of a script. */
export function scriptHints(c: CompletionContext): CompletionResult | null {
  const line = c.state.doc.lineAt(c.pos);
  const found = hintsAt(line.text.slice(0, c.pos - line.from));
  if (!found || (found.options.length === 0 && !c.explicit)) return null;
  return { from: c.pos - found.typed.length, options: found.options.map((o) => ({ label: o.name, detail: o.type, info: o.about || undefined, type: o.call ? "method" : "property" })), validFor: /^\w*$/ };
}
