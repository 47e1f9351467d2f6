import { visible } from "@/model/inspect/wire";
import { href } from "@/model/route";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Badge, cx } from "@/widgets";

type Step = Schemas["TraceStep"];
type Change = Schemas["TraceChange"];

/** What one action of a rule did, or why it did nothing, and what it changed. */
export function StepItem({ step: s, last }: { step: Step; last: boolean }) {
  const t = text.inspector.rules;
  const did = s.did !== "";
  return (
    <li className="relative flex gap-2.5 pb-3 text-xs">
      {!last && <span aria-hidden className="absolute top-4 bottom-0 left-1.25 w-px bg-line" />}
      <span aria-hidden className={cx("mt-1 size-2.5 shrink-0 rounded-full border-2", did ? "border-accent bg-accent" : "border-line-strong bg-bg")} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2">
          {s.rule && (
            <a href={href("rules", s.group, s.rule)} className="font-semibold">
              {s.rule}
            </a>
          )}
          {s.action && <Badge tone={did ? "accent" : "neutral"}>{s.action}</Badge>}
          {s.phase && <span className="text-muted">{s.phase}</span>}
          {s.duration_ms > 0 && <span className="text-faint">{t.took(s.duration_ms)}</span>}
        </div>
        {did && <p className="wrap-anywhere">{s.did}</p>}
        {s.skipped && <p className="wrap-anywhere text-warn">{t.skipped(s.skipped)}</p>}
        {s.changes.map((c, i) => (
          <Diff key={i} change={c} />
        ))}
        {s.log.length > 0 && (
          <div className="mt-1">
            <span className="text-2xs font-semibold text-muted">{t.log}</span>
            <pre className="rounded border bg-panel px-2 py-1 font-mono text-xs whitespace-pre-wrap wrap-anywhere">{s.log.join("\n")}</pre>
          </div>
        )}
      </div>
    </li>
  );
}

const looks: Record<string, string> = { "+": "bg-ok-soft", "-": "bg-bad-soft", "@": "bg-sunken text-faint" };

/** Before and after of a part, line by line. */
function Diff({ change: c }: { change: Change }) {
  const t = text.inspector.rules;
  const words: Record<string, string> = { "+": t.came, "-": t.gone };
  const ends = /(head|trailers)$/.test(c.part); // their lines end with CR LF, which says nothing here
  return (
    <figure aria-label={t.changed(c.part)} className="mt-1 overflow-hidden rounded border">
      <figcaption className="border-b bg-panel px-2 py-0.5 text-2xs text-muted">
        <span className="font-semibold">{c.part}</span> {c.from > 0 && t.from(c.from)} {c.octets && t.octets}
      </figcaption>
      <div className="font-mono leading-4.5">
        {c.lines.length === 0 && <p className="px-2 py-0.5 font-sans text-muted">{t.same}</p>}
        {c.lines.map((l, i) => (
          <div key={i} className={cx("flex", looks[l.op])}>
            <span aria-label={words[l.op]} role={words[l.op] ? "img" : undefined} className={cx("w-5 shrink-0 text-center select-none", l.op === "+" ? "text-ok" : l.op === "-" ? "text-bad" : "text-faint")}>
              {l.op === "@" ? "⋯" : l.op}
            </span>
            <span className="min-w-0 flex-1 pr-2 whitespace-pre-wrap wrap-anywhere">{visible(ends ? l.text.replace(/\r$/, "") : l.text)}</span>
          </div>
        ))}
        {c.cut && <p className="bg-sunken px-2 font-sans text-faint">{t.cut}</p>}
      </div>
    </figure>
  );
}
