import { CircleCheck, CircleX, RefreshCw, TriangleAlert } from "lucide-react";
import { useLive } from "@/model/settings/live";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Button, CopyButton, cx } from "@/widgets";
import { Held } from "./parts";

const t = text.settings.doctor;

const marks = { ok: CircleCheck, warn: TriangleAlert, fail: CircleX };
const inks = { ok: "text-ok", warn: "text-warn", fail: "text-bad" };
const order = { fail: 0, warn: 1, ok: 2 };

/** What works, what does not, and the next step. */
export function Doctor() {
  const loaded = useLive<Schemas["Diagnosis"]>("/v1/doctor");
  return (
    <>
      <p className="pb-2 text-sm text-muted">{t.intro}</p>
      <Held of={loaded}>{({ findings }) => <Findings findings={findings} busy={loaded.busy} again={loaded.reload} />}</Held>
    </>
  );
}

function Findings({ findings, busy, again }: { findings: Schemas["Finding"][]; busy: boolean; again(): void }) {
  const count = (state: string) => findings.filter((f) => f.state === state).length;
  const sorted = findings.map((f, i) => ({ f, i })).sort((a, b) => order[a.f.state] - order[b.f.state] || a.i - b.i);
  const asText = findings.map((f) => `${f.state.padEnd(5)} ${f.name}: ${f.text}${f.hint ? `\n      ${f.hint}` : ""}`).join("\n");
  return (
    <>
      <div className="flex items-center gap-2 border-b pb-2">
        <p role="status" className="min-w-0 flex-1 text-sm">
          {busy ? t.looking : t.sum(count("ok"), count("warn"), count("fail"))}
        </p>
        <CopyButton text={asText} label={t.copy} doneLabel={text.settings.copied} />
        <Button icon={RefreshCw} busy={busy} onClick={again}>
          {t.again}
        </Button>
      </div>
      <ul>
        {sorted.map(({ f, i }) => {
          const Mark = marks[f.state];
          return (
            <li key={i} className="flex gap-3 border-b py-1.5 text-sm">
              <Mark size={15} role="img" aria-label={t.state(f.state)} className={cx("mt-0.5 shrink-0", inks[f.state])} />
              <span className="w-20 shrink-0 text-muted">{f.name}</span>
              <div className="min-w-0 flex-1 select-text [overflow-wrap:anywhere]">
                <p>{f.text}</p>
                {f.hint && <p className="text-xs text-muted">{f.hint}</p>}
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}
