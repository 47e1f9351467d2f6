import { CircleAlert } from "lucide-react";
import type { Problem } from "@/model/rules/drafts";
import { text } from "@/text";

const t = text.rules;

/** What is wrong with what is edited, each with its place in the text. */
export function Problems({ problems, onShow }: { problems: readonly Problem[]; onShow(at: { line: number; column: number }): void }) {
  if (problems.length === 0) return null;
  return (
    <section aria-label={t.problems(problems.length)} aria-live="polite" className="max-h-28 shrink-0 overflow-y-auto border-b bg-bad-soft px-3 py-1 text-xs text-bad">
      <ul>
        {problems.map((p, i) => (
          <li key={i} className="flex items-start gap-2 py-px">
            <CircleAlert size={13} aria-hidden className="mt-0.5 shrink-0" />
            {p.line > 0 && (
              <button type="button" onClick={() => onShow(p)} className="shrink-0 rounded font-mono underline tabular-nums">
                {t.at(p.line, p.column)}
              </button>
            )}
            <span className="min-w-0 wrap-anywhere">{p.message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
