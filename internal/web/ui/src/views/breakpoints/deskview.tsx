import { useState, type KeyboardEvent } from "react";
import { answerHere, asForm, asText, edit, editRaw, take, type Desk, type Verdict } from "@/model/breakpoints/desk";
import { changed, told } from "@/model/breakpoints/form";
import { chord } from "@/model/keys";
import { href } from "@/model/route";
import { text } from "@/text";
import { Badge, Button, CodeEditor, Empty, Notice, Tabs, type Problem } from "@/widgets";
import { failed } from "../failed";
import { Countdown } from "./countdown";
import { Decisions } from "./decisions";
import { Parts } from "./parts";
import { Told } from "./told";

const t = text.breakpoints;

/** One paused message: what it is, its parts or its text, and what becomes of it. */
export function DeskView({ desk, onSettle }: { desk: Desk; onSettle(verdict: Verdict): Promise<void> }) {
  const [keepHost, setKeepHost] = useState(false);
  const { detail, form, original, raw, wrong } = desk;
  const { id } = detail;
  const send = () => void onSettle({ action: "send", keepHost });
  const touched = raw !== undefined ? raw !== detail.original.raw : changed(form, original);
  const right = told(form, original);
  const switchTo = (how: string) => void (how === "raw" ? asText(id) : asForm(id)).catch(failed);
  // Before buttons and menus take the key for a click.
  const onKey = (e: KeyboardEvent<HTMLElement>) => {
    if (chord(e) !== "Mod+Enter" || (e.target as Element).closest("dialog")) return;
    e.preventDefault();
    e.stopPropagation();
    send();
  };
  return (
    <section aria-label={`${t.phases[detail.phase]} ${id}`} onKeyDownCapture={onKey} className="flex min-h-0 flex-1 flex-col">
      <header className="flex min-h-9 items-center gap-2 border-b px-3 text-xs">
        <span className="shrink-0 font-semibold">{t.phases[detail.phase]}</span>
        {detail.phase === "message" && <span className="shrink-0 text-muted">{t.directions[detail.direction]}</span>}
        <a href={href("", { id: detail.exchange })} title={t.inTraffic(detail.exchange)} className="shrink-0 font-mono tabular-nums">
          {detail.exchange}
        </a>
        <span className="min-w-0 flex-1 truncate text-muted" title={detail.url}>
          {[detail.process, t.by(detail.rule), detail.phase !== "request" && `${detail.method} ${detail.url}`].filter(Boolean).join(" · ")}
        </span>
        {detail.body_left && (
          <Badge tone="warn" title={detail.body_left}>
            {t.bodyLeft}
          </Badge>
        )}
        <Countdown deadline={detail.deadline} then={detail.then} />
        {detail.deadline && (
          <Button kind="quiet" onClick={() => take(id)}>
            {t.stopClock}
          </Button>
        )}
      </header>
      {wrong && (
        <Notice tone="bad">
          <strong>{t.wrong}.</strong> {wrong.message} {wrong.hint}
        </Notice>
      )}
      <Tabs
        label={t.asTextOr}
        value={raw === undefined ? "form" : "raw"}
        onValue={switchTo}
        className="flex-1"
        tabs={[
          { id: "form", label: t.form, panel: <Parts form={form} onChange={(next) => edit(id, next)} onSend={send} /> },
          {
            id: "raw",
            label: t.raw,
            disabled: detail.original.raw === undefined,
            panel:
              raw === undefined ? (
                <Empty title={t.rawOctets} />
              ) : (
                <CodeEditor loading={text.message.editor} label={t.rawLabel} value={raw} onChange={(value) => value !== raw && editRaw(id, value)} onSubmit={send} problems={problems(wrong)} wrap />
              ),
          },
        ]}
        end={
          detail.phase === "request" && (
            <Button kind="quiet" className="h-6" title={t.answerHint} onClick={() => answerHere(id, form.is !== "answer")} disabled={raw !== undefined}>
              {form.is === "answer" ? t.backToRequest : t.answer}
            </Button>
          )
        }
      />
      {raw === undefined && <Told corrections={right.framing} host={right.host} keepHost={keepHost} onKeepHost={setKeepHost} />}
      <Decisions desk={desk} touched={touched} onSettle={(v) => onSettle(v.action === "send" ? { ...v, keepHost } : v)} />
    </section>
  );
}

// A text that is no message is wrong in a line.
function problems(wrong: Desk["wrong"]): readonly Problem[] {
  return (wrong?.form.problems ?? []).filter((p) => p.line).map((p) => ({ line: p.line!, column: 0, message: p.message }));
}
