import { CircleAlert, CircleCheck, CircleDashed, CircleSlash, Info, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { setRecording } from "@/model/act";
import { href } from "@/model/route";
import type { Checks } from "@/model/setup/checks";
import { arrived, distrust, startOf, type Snippet } from "@/model/setup/snippets";
import { status } from "@/model/status";
import { useStore } from "@/model/store";
import { query, select } from "@/model/traffic";
import { text } from "@/text";
import { Button, cx } from "@/widgets";
import { failed } from "../failed";

const t = text.setup.check;

type Tone = "ok" | "warn" | "bad" | "neutral";
const tones: Record<Tone, string> = { ok: "border-ok bg-ok-soft", warn: "border-warn bg-warn-soft", bad: "border-bad bg-bad-soft", neutral: "border-line-strong" };
const inks: Record<Tone, string> = { ok: "text-ok", warn: "text-warn", bad: "text-bad", neutral: "text-muted" };

/** Whether something came in by a way since the page was opened. */
export function Check({ snippet, checks }: { snippet: Snippet; checks: Checks }) {
  const recording = useStore(status, (s) => s?.recording ?? true);
  const start = startOf(snippet, checks.starts, checks.shared);
  const filter = (check: string) => (start === undefined ? "" : arrived(check, start));
  const [came = 0, distrusted = 0, any = 0] = [snippet.check, distrust, ""].map((check) => checks.counts.get(filter(check)) ?? 0);
  const show = (check: string) => <Show filter={filter(check)} onShow={checks.leave} />;
  const again = <Button onClick={checks.again}>{t.again}</Button>;

  if (came > 0)
    return (
      <Told tone="ok" icon={CircleCheck} title={t.works} actions={<>{show(snippet.check)}{again}</>}>
        {t.worksHint(came)}
      </Told>
    );
  if (!recording)
    return (
      <Told tone="warn" icon={CircleSlash} title={t.off} actions={<Button onClick={() => void setRecording(true).catch(failed)}>{t.record}</Button>}>
        {t.offHint}
      </Told>
    );
  if (checks.error)
    return (
      <Told tone="bad" icon={CircleAlert} title={t.failed} actions={again}>
        {(checks.error as Error).message}
      </Told>
    );
  if (distrusted > 0)
    return (
      <Told tone="warn" icon={CircleAlert} title={t.distrust} actions={<>{show(distrust)}{again}</>}>
        {t.distrustHint(distrusted)}
      </Told>
    );
  if (any > 0)
    return (
      <Told tone="neutral" icon={Info} title={t.other} actions={<>{show("")}{again}</>}>
        {t.otherHint(any)}
      </Told>
    );
  return (
    <Told tone="neutral" icon={CircleDashed} title={t.waiting} busy>
      {t.waitingHint}
    </Told>
  );
}

function Told({ tone, icon: Icon, title, children, actions, busy }: { tone: Tone; icon: LucideIcon; title: string; children: ReactNode; actions?: ReactNode; busy?: boolean }) {
  return (
    <section aria-label={t.label} data-check={busy ? "waiting" : tone} className={cx("flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 rounded border border-l-3 px-3 py-2", tones[tone])}>
      <Icon size={20} aria-hidden className={cx("shrink-0", inks[tone], busy && "animate-[spin_4s_linear_infinite]")} />
      <div role="status" className="min-w-48 flex-1">
        <p className={cx("font-medium", tone === "neutral" ? "text-ink" : inks[tone])}>{title}</p>
        <p className="text-xs text-ink">{children}</p>
      </div>
      {actions && <div className="flex gap-2">{actions}</div>}
    </section>
  );
}

/** A link to the traffic that came in. */
function Show({ filter, onShow }: { filter: string; onShow(): void }) {
  const open = () => {
    onShow();
    select(null);
    query.set((q) => ({ ...q, search: filter, scope: "", scopeName: "", pills: {}, session: "" }));
  };
  return (
    <a href={href("")} onClick={open} className="inline-flex h-7 items-center rounded border border-line-strong bg-raised px-2.5 font-medium text-ink hover:bg-hover hover:no-underline">
      {t.show}
    </a>
  );
}
