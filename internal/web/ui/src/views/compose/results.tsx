import { Reply } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { run, type Sent } from "@/model/compose/run";
import { go } from "@/model/route";
import { useStore } from "@/model/store";
import { addToSearch, select } from "@/model/traffic";
import { text } from "@/text";
import { Badge, cx, Empty, Loading, Notice } from "@/widgets";
import { statusTone } from "../message/tone";
import { Inspector } from "../shell/lazy";

const t = text.compose;

/** What became of what was sent: the one that is chosen, in the inspector. */
export function Results({ right, onSide }: { right: boolean; onSide(right: boolean): void }) {
  const now = useStore(run);
  const [chosen, setChosen] = useState<number>();
  const sent = now?.sent ?? [];
  const last = sent.at(-1);
  // The latest is shown until somebody chooses another.
  useEffect(() => setChosen(undefined), [now?.times, sent.length === 0]);
  const shown = sent.find((s) => s.n === chosen) ?? last;
  if (!now || (!shown && !now.going)) {
    return (
      <Empty icon={Reply} title={t.noResult}>
        {t.noResultHint}
      </Empty>
    );
  }
  return (
    <section aria-label={t.results} className="flex min-h-0 flex-1 flex-col">
      {(now.times > 1 || now.going) && (
        <div className="flex min-h-8 shrink-0 items-center gap-2 border-b bg-panel px-2">
          <span role="status" className="shrink-0 text-xs text-muted tabular-nums">
            {now.stopped ? t.stoppedAt(sent.length, now.times) : now.times > 1 ? t.progress(sent.length, now.times) : t.sending}
          </span>
          {now.times > 1 && <Chips sent={sent} shown={shown} onChoose={setChosen} />}
        </div>
      )}
      {!shown ? (
        <Loading label={t.sending} />
      ) : shown.id === 0 ? (
        <Notice tone="bad">
          {shown.error || t.noEntry}
          {shown.hint && <span className="block text-xs">{shown.hint}</span>}
        </Notice>
      ) : (
        <Suspense fallback={<Loading label={text.common.loading} />}>
          <Inspector
            id={shown.id}
            selected={1}
            session=""
            side={right ? "right" : "below"}
            onSide={(side) => onSide(side === "right")}
            onClose={() => run.set(null)}
            onOpen={(id) => (select(id), go(""))}
            onFilter={(expression) => (addToSearch(expression), go(""))}
          />
        </Suspense>
      )}
    </section>
  );
}

function Chips({ sent, shown, onChoose }: { sent: readonly Sent[]; shown: Sent | undefined; onChoose(n: number): void }) {
  return (
    <ol className="flex min-w-0 flex-1 gap-0.5 overflow-x-auto py-1 [scrollbar-width:none]">
      {sent.map((s) => (
        <li key={s.n}>
          <button type="button" aria-pressed={s === shown} aria-label={t.result(s.n, s.status)} onClick={() => onChoose(s.n)} className={cx("rounded p-px", s === shown && "outline-2 outline-accent")}>
            <Badge tone={s.status ? statusTone(s.status) : "bad"}>{s.status || "!"}</Badge>
          </button>
        </li>
      ))}
    </ol>
  );
}
