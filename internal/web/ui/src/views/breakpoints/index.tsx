import { ChevronDown, Hand } from "lucide-react";
import { useEffect, useState } from "react";
import { decide, desks, nextOf, openDesk, queue, readQueue, type Verdict } from "@/model/breakpoints/desk";
import { on } from "@/model/changes";
import { useKeys } from "@/model/keys";
import { usePreference } from "@/model/preferences";
import { go } from "@/model/route";
import { useStore } from "@/model/store";
import { text } from "@/text";
import { Button, Empty, Failure, Loading, Menu, Page, Split } from "@/widgets";
import type { PageProps } from "../contract";
import { failed } from "../failed";
import { DeskView } from "./deskview";
import { Nothing } from "./nothing";
import { Queue } from "./queue";

const t = text.breakpoints;

/** What is paused, and the message that is being decided about. */
export default function Breakpoints({ path, onClose }: PageProps) {
  const all = useStore(queue);
  const [error, setError] = useState<unknown>();
  const [width, setWidth] = usePreference("breakpoints.width", 320);
  const id = Number(path[0]) || 0;
  const chosen = all?.find((p) => p.id === id) ?? (id ? undefined : all?.[0]);
  const desk = useStore(desks, (d) => (chosen ? d.get(chosen.id) : undefined));

  useEffect(() => {
    const read = () => readQueue().then(() => setError(undefined), setError);
    void read();
    const offs = [on("breakpoints", read), on("reset", read)];
    return () => offs.forEach((off) => off());
  }, []);
  useEffect(() => {
    if (!chosen) return;
    const stop = new AbortController();
    openDesk(chosen.id, stop.signal).catch((e) => !stop.signal.aborted && failed(e));
    return () => stop.abort();
  }, [chosen?.id]);

  const choose = (to: number | undefined) => go("breakpoints", ...(to === undefined ? [] : [String(to)]));
  const settle = async (verdict: Verdict) => {
    if (!chosen) return;
    const next = nextOf(queue.get() ?? [], chosen.id);
    try {
      await decide(chosen.id, verdict);
      choose(next);
    } catch (e) {
      failed(e);
      void readQueue().catch(() => {});
    }
  };
  const each = async (verdict: Verdict) => {
    for (const item of queue.get() ?? []) await decide(item.id, verdict).catch(failed);
    void readQueue().catch(failed);
  };
  const step = (by: number) => {
    const at = all?.findIndex((p) => p.id === chosen?.id) ?? -1;
    const to = all?.[at + by];
    if (to) choose(to.id);
  };
  useKeys({
    title: t.title,
    bindings: [
      { keys: ["Mod+Enter"], label: t.send, run: () => void settle({ action: "send" }) },
      { keys: ["j", "ArrowDown", "Alt+ArrowDown"], label: t.next, run: () => step(1) },
      { keys: ["k", "ArrowUp", "Alt+ArrowUp"], label: t.previous, run: () => step(-1) },
      { keys: ["o"], label: t.original, run: () => void settle({ action: "original" }) },
    ],
  });

  const n = all?.length ?? 0;
  const actions = (
    <>
      <span role="status" className="text-xs text-muted tabular-nums">
        {n > 0 && t.count(n)}
      </span>
      {n > 1 && (
        <Menu
          align="end"
          items={[
            { label: t.sendAll(n), onSelect: () => void each({ action: "send" }) },
            { label: t.endAll(n), danger: true, onSelect: () => void each({ action: "abort" }) },
          ]}
        >
          <Button icon={ChevronDown}>{t.all}</Button>
        </Menu>
      )}
      <Button icon={Hand} onClick={() => go("rules", { new: "breakpoint" })}>
        {t.newBreakpoint}
      </Button>
    </>
  );
  return (
    <Page title={t.title} backLabel={text.common.back} onClose={onClose} actions={actions} scroll={false}>
      {!all ? (
        error ? (
          <Failure title={t.loadFailed} hint={(error as Error).message} actions={<Button onClick={() => void readQueue().catch(failed)}>{text.common.retry}</Button>} />
        ) : (
          <Loading label={t.loading} />
        )
      ) : n === 0 ? (
        <Nothing />
      ) : (
        <Split
          direction="row"
          size={width}
          onSize={setWidth}
          min={200}
          rest={480}
          label={t.split}
          first={<Queue items={all} chosen={chosen?.id} onChoose={choose} onStep={step} onOriginal={() => void settle({ action: "original" })} />}
          second={
            !chosen ? (
              <Empty title={id ? t.gone : t.pick}>{id > 0 && t.goneHint}</Empty>
            ) : desk ? (
              <DeskView key={chosen.id} desk={desk} onSettle={settle} />
            ) : (
              <Loading label={text.common.loading} />
            )
          }
        />
      )}
    </Page>
  );
}
