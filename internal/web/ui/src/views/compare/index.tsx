import { ArrowDown, ArrowLeftRight, ArrowUp, GitCompareArrows } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { ApiError, get } from "@/model/api";
import { differences, rowsOf, type Row } from "@/model/compare/rows";
import { useKeys } from "@/model/keys";
import { useLoaded } from "@/model/loaded";
import { usePreference } from "@/model/preferences";
import { go } from "@/model/route";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Button, Empty, Failure, IconButton, Loading, Page, Pill } from "@/widgets";
import type { PageProps } from "../contract";
import { Bodies, Section } from "./bodies";
import { Diff } from "./diff";
import { Entries } from "./entries";
import { Summary, Timing } from "./tables";

const t = text.compare;

/** Two entries side by side. */
export default function Compare({ query, onClose }: PageProps) {
  const left = Number(query.get("left")) || 0;
  const right = Number(query.get("right")) || 0;
  const session = query.get("session") ?? "";
  const [only, setOnly] = usePreference("compare.only", false);
  const both = left > 0 && right > 0;
  const found = useLoaded(both ? `${left} ${right} ${session}` : "", (signal) => get<Schemas["Comparison"]>("/v1/compare", { query: { left, right, session }, signal }));
  const c = found.value;
  const swap = () => go("compare", { left: right, right: left, ...(session && { session }) });
  const steps = useSteps(c);
  useKeys({
    title: t.title,
    bindings: [
      { keys: ["j", "n", "F7"], label: t.next, run: () => steps.go(1) },
      { keys: ["k", "p", "Shift+F7"], label: t.previous, run: () => steps.go(-1) },
      { keys: ["s"], label: t.swap, run: swap },
      { keys: ["d"], label: t.onlyDifferences, run: () => setOnly(!only) },
    ],
  });
  const actions = c && (
    <>
      <Pill on={only} onChange={setOnly}>
        {t.onlyDifferences}
      </Pill>
      <span role="status" className="min-w-20 text-right text-xs text-muted tabular-nums">
        {steps.of ? t.place(steps.at, steps.of) : t.none}
      </span>
      <IconButton icon={ArrowUp} label={t.previous} keys="k" disabled={!steps.of} onClick={() => steps.go(-1)} />
      <IconButton icon={ArrowDown} label={t.next} keys="j" disabled={!steps.of} onClick={() => steps.go(1)} />
      <Button icon={ArrowLeftRight} onClick={swap}>
        {t.swap}
      </Button>
    </>
  );
  return (
    <Page title={t.title} backLabel={text.common.back} onClose={onClose} actions={actions} scroll={false}>
      {!both ? (
        <Empty icon={GitCompareArrows} title={t.pick} actions={<Button onClick={onClose}>{t.toTraffic}</Button>}>
          {t.pickHint}
        </Empty>
      ) : found.error && !c ? (
        <Failure title={t.failed} hint={<Why error={found.error} />} actions={<Button onClick={found.reload}>{text.common.retry}</Button>} />
      ) : !c ? (
        <Loading label={t.loading} />
      ) : (
        <div ref={steps.box} tabIndex={-1} className="min-h-0 flex-1 overflow-auto outline-none">
          <Entries left={c.left} right={c.right} session={session} />
          <Section title={t.summary}>
            <Summary facts={only ? c.summary.filter((f) => !f.equal) : c.summary} />
          </Section>
          {(["request", "response"] as const).map((side) => (
            <Side key={side} side={side} of={c[side]} only={only} />
          ))}
          <Section title={t.timing}>
            <Timing phases={c.timing} />
          </Section>
        </div>
      )}
    </Page>
  );
}

function Why({ error }: { error: unknown }) {
  return (
    <>
      {error instanceof Error ? error.message : String(error)}
      {error instanceof ApiError && error.hint && <span className="block">{error.hint}</span>}
    </>
  );
}

function Side({ side, of, only }: { side: "request" | "response"; of: Schemas["ComparedSide"]; only: boolean }) {
  const head = useMemo(() => rowsOf(of.head), [of.head]);
  return (
    <>
      <Section title={t[side]} part={t.head}>
        <Diff rows={head} only={only} />
      </Section>
      <Section title={t[side]} part={t.body} note={of.body.note}>
        <Bodies body={of.body} only={only} />
      </Section>
    </>
  );
}

/** Walks from difference to difference. Each is marked in the page with data-difference. */
function useSteps(c: Schemas["Comparison"] | undefined) {
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const of = useMemo(() => {
    const count = (lines: readonly Schemas["DiffLine"][]): number => differences(rowsOf(lines) as Row[]);
    return c ? count(c.request.head) + count(c.request.body.lines) + count(c.response.head) + count(c.response.body.lines) : 0;
  }, [c]);
  useEffect(() => setAt(0), [c]);
  const step = (by: number): void => {
    const all = box.current?.querySelectorAll<HTMLElement>("[data-difference]");
    if (!all?.length) return;
    const next = at === 0 && by < 0 ? all.length : ((at - 1 + by + all.length) % all.length) + 1;
    setAt(next);
    all.forEach((el, i) => el.toggleAttribute("data-now", i === next - 1));
    all[next - 1]!.scrollIntoView({ block: "center" });
  };
  return { box, at, of, go: step };
}
