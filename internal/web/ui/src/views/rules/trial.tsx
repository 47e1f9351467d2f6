import { FlaskConical, Square, X } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/model/api";
import { usePreference } from "@/model/preferences";
import { href } from "@/model/route";
import type { Draft } from "@/model/rules/drafts";
import { stepsOf, stopTrial, trial, tryText, type Tried } from "@/model/rules/trial";
import { useStore } from "@/model/store";
import { text } from "@/text";
import { Badge, Button, cx, Empty, Failure, IconButton, Input, Loading, Split } from "@/widgets";
import { StepItem } from "../inspector/step";

const t = text.rules;

/** What the rule would do to what was captured, before and after. */
export function Trial({ draft, onClose }: { draft: Draft; onClose(): void }) {
  const now = useStore(trial);
  const [filter, setFilter] = usePreference("rules.trialFilter", "");
  const [width, setWidth] = usePreference("rules.trialWidth", 420);
  const [chosen, setChosen] = useState<number>();
  const run = () => void tryText(draft.text, filter);
  const report = now?.report;
  const shown = report?.results.find((r) => r.id === chosen) ?? report?.results[0];
  return (
    <section aria-label={t.tryTitle} className="flex min-h-0 flex-1 flex-col">
      <form
        className="flex h-9 shrink-0 items-center gap-2 border-b bg-panel px-3"
        onSubmit={(e) => {
          e.preventDefault();
          run();
        }}
      >
        <FlaskConical size={14} aria-hidden className="shrink-0 text-muted" />
        <h3 className="shrink-0 text-xs font-semibold">{t.tryTitle}</h3>
        <Input mono aria-label={t.tryFilter} placeholder={t.tryFilterPlaceholder} value={filter} onChange={(e) => setFilter(e.target.value)} className="h-6.5 max-w-96" />
        {now?.busy ? (
          <Button icon={Square} className="h-6.5" onClick={stopTrial}>
            {t.tryStop}
          </Button>
        ) : (
          <Button type="submit" className="h-6.5">
            {t.tryRun}
          </Button>
        )}
        <span role="status" className="min-w-0 flex-1 truncate text-xs text-muted">
          {report && t.tried(report.matched, report.tried, report.changed)}
          {report?.why && ` · ${t.triedPart(report.why)}`}
        </span>
        <IconButton icon={X} size={14} label={text.common.close} onClick={onClose} />
      </form>
      {now?.error ? (
        <Failure title={t.tryFailed} hint={now.error instanceof Error ? [now.error.message, now.error instanceof ApiError && now.error.hint].filter(Boolean).join(". ") : ""} />
      ) : now?.busy && !report ? (
        <Loading label={t.trying} />
      ) : !report ? (
        <Empty title={t.tryTitle} actions={<Button onClick={run}>{t.tryRun}</Button>}>
          {t.tryHint}
        </Empty>
      ) : !shown ? (
        <Empty title={t.triedNone}>{t.triedNoneHint(report.tried)}</Empty>
      ) : (
        <Split direction="row" size={width} onSize={setWidth} min={200} rest={240} label={t.splitTry} first={<Results all={report.results} chosen={shown.id} onChoose={setChosen} />} second={<Steps tried={shown} />} />
      )}
    </section>
  );
}

function Results({ all, chosen, onChoose }: { all: readonly Tried[]; chosen: number; onChoose(id: number): void }) {
  return (
    <ul aria-label={t.results} className="min-h-0 flex-1 overflow-y-auto">
      {all.map((r) => (
        <li key={r.id} className="[contain-intrinsic-size:auto_25px] [content-visibility:auto]">
          <button type="button" aria-pressed={r.id === chosen} onClick={() => onChoose(r.id)} className={cx("flex h-6.25 w-full items-center gap-2 border-b px-3 text-left text-xs", r.id === chosen ? "bg-selected" : "hover:bg-hover")}>
            <span className={cx("w-9 shrink-0 text-right tabular-nums", r.id === chosen ? "text-ink" : "text-faint")}>{r.id}</span>
            <span className="shrink-0 font-semibold">{r.method}</span>
            <span className="min-w-0 flex-1 truncate font-mono" title={r.url}>
              {r.url.replace(/^https?:\/\//, "")}
            </span>
            <Outcome tried={r} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Outcome({ tried: r }: { tried: Tried }) {
  if (r.cut) return <Badge tone="bad">{t.cut}</Badge>;
  if (r.answered) return <Badge tone="accent">{t.answered}</Badge>;
  if (r.status_after !== r.status && r.status_after) return <Badge tone="info">{t.becomes(r.status_after)}</Badge>;
  if (r.hidden) return <Badge>{t.hidden}</Badge>;
  if (r.goes) return <Badge tone="info" title={t.goes(r.goes)}>{`→ ${hostOf(r.goes)}`}</Badge>;
  return r.trace.some((s) => s.did) ? null : <Badge>{t.unchanged}</Badge>;
}

const hostOf = (url: string): string => /^[a-z]+:\/\/([^/]+)/i.exec(url)?.[1] ?? url;

function Steps({ tried }: { tried: Tried }) {
  const steps = stepsOf(tried);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <p className="flex items-center gap-2 border-b px-3 py-1 text-xs">
        <a href={href("", { id: tried.id })} className="font-mono tabular-nums">
          {tried.id}
        </a>
        <span className="min-w-0 truncate font-mono text-muted">
          {tried.method} {tried.url}
        </span>
      </p>
      {tried.incomplete && <p className="bg-warn-soft px-3 py-1 text-xs text-warn">{t.incomplete(tried.incomplete)}</p>}
      <ol aria-label={t.steps} className="p-3">
        {steps.map((s, i) => (
          <StepItem key={i} step={s} last={i === steps.length - 1} />
        ))}
      </ol>
    </div>
  );
}
