import { useEffect, useState } from "react";
import { bypass, unbypass, type BypassFor, type BypassScope } from "@/model/act";
import { text } from "@/text";
import { Button, Notice, toast } from "@/widgets";
import { failed } from "../failed";
import type { KnownProps } from "./entry";
import { Segments } from "./segments";

/** Leaves the connections of a client, or of all, to a host alone; and takes that back. */
export function Bypass({ detail: d, session, remedy }: KnownProps & { remedy: boolean }) {
  const t = text.inspector.bypass;
  const [scope, setScope] = useState<BypassScope>("client");
  const [time, setTime] = useState<BypassFor>("hour");
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<{ pattern: string; until: string }>();
  useEffect(() => setDone(undefined), [d.id]);
  const act = async (f: () => Promise<void>) => {
    setBusy(true);
    try {
      await f();
    } catch (e) {
      failed(e);
    } finally {
      setBusy(false);
    }
  };
  const go = () =>
    act(async () => {
      const { pattern, policy } = await bypass(d.id, session, time, scope);
      setDone({ pattern, until: policy.bypass.find((b) => b.pattern === pattern)?.until ?? "" });
    });
  const undo = (pattern: string) =>
    act(async () => {
      await unbypass(pattern);
      setDone(undefined);
      toast(t.undone(pattern));
    });
  if (done) {
    return (
      <div className="overflow-hidden rounded">
        <Notice tone="ok" actions={<Button busy={busy} onClick={() => void undo(done.pattern)}>{t.undo}</Button>}>
          <p className="font-medium wrap-anywhere">{done.until ? t.doneUntil(done.pattern, text.units.minute(done.until)) : t.done(done.pattern)}</p>
          <p className="text-xs">{t.doneHint}</p>
        </Notice>
      </div>
    );
  }
  return (
    <section aria-label={t.title} className="flex flex-col gap-2">
      <div>
        <h4 className="text-sm font-semibold">{t.title}</h4>
        <p className="max-w-prose text-xs text-muted">{remedy ? t.explain : t.explainPossible}</p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Segments
          label={t.who}
          value={scope}
          onValue={(v) => setScope(v as BypassScope)}
          options={[
            { value: "client", label: t.client(d.process) },
            { value: "all", label: t.all },
          ]}
        />
        <Segments label={t.until} value={time} onValue={(v) => setTime(v as BypassFor)} options={(["hour", "day", "always"] as const).map((v) => ({ value: v, label: t.ending(v) }))} />
        <Button kind={remedy ? "primary" : "plain"} busy={busy} onClick={() => void go()}>
          {t.go}
        </Button>
      </div>
    </section>
  );
}
