import { useState } from "react";
import { get } from "@/model/api";
import { setRecording } from "@/model/act";
import { status } from "@/model/status";
import { useStore } from "@/model/store";
import type { Status } from "@/model/types";
import { text } from "@/text";
import { Button, Checkbox, Command, Dialog, Loading, Notice, Switch, toast } from "@/widgets";
import { failed } from "../failed";
import { Facts, Line, Section } from "./parts";
import { useWorking, Working, workOn } from "./working";

const t = text.settings.capture;

/** Whether and where what passes is kept, how much of it, and making room. */
export function Capture() {
  const s = useStore(status);
  const working = useWorking();
  const [asking, setAsking] = useState(false);
  if (!s) return <Loading label={text.settings.loading} />;
  const c = s.capture;
  const clear = (pinned: boolean) => {
    setAsking(false);
    void workOn("clear", "/v1/clear", { query: pinned ? { pinned } : {} }).then((done) => done && toast(t.cleared));
  };
  const compact = async () => {
    const before = c.bytes;
    if (!(await workOn("compact", "/v1/compact"))) return;
    const after = await get<Status>("/v1/status").catch(() => undefined);
    if (after) toast(t.compacted(before, after.capture.bytes));
  };
  return (
    <>
      <Section title={t.state}>
        <Line title={t.record} hint={t.recordHint}>
          <Switch checked={s.recording} label={t.record} onChange={(on) => void setRecording(on).catch(failed)} />
        </Line>
        {c.fault && (
          <Notice tone="bad">
            <p className="font-medium">{t.states(c.state)}</p>
            <p>{[c.fault.message, c.fault.hint].filter(Boolean).join(". ")}</p>
          </Notice>
        )}
      </Section>
      <Section title={t.what}>
        <Facts
          facts={[
            { name: t.session, value: c.session_name },
            { name: t.entries, value: text.units.count(c.entries) },
            { name: t.active, value: text.units.count(c.active) },
            { name: t.size, value: text.units.bytes(c.bytes) },
            c.waiting > 0 && { name: t.waiting, value: text.units.bytes(c.waiting) },
            c.discarded > 0 && { name: t.lost, value: text.units.count(c.discarded) },
            { name: t.directory, value: c.session, copy: c.session, mono: true },
            s.key_log !== undefined && s.key_log !== "" && { name: t.keylog, value: s.key_log, mono: true },
          ]}
        />
        {s.key_log_fault && <Notice tone="bad">{s.key_log_fault}</Notice>}
      </Section>
      <Section title={t.limits} hint={t.limitsHint}>
        <Command text={t.limitsCommand} copyLabel={text.settings.copy} copiedLabel={text.settings.copied} />
      </Section>
      <Section title={t.room}>
        <Working />
        <Line title={t.clear} hint={t.clearHint}>
          <Button kind="danger" disabled={working || c.entries === 0} onClick={() => setAsking(true)}>
            {t.clearDo}
          </Button>
        </Line>
        <Line title={t.compact} hint={t.compactHint}>
          <Button disabled={working} onClick={() => void compact()}>
            {t.compactDo}
          </Button>
        </Line>
      </Section>
      {asking && <Ask session={c.session_name} onClear={clear} onClose={() => setAsking(false)} />}
    </>
  );
}

function Ask({ session, onClear, onClose }: { session: string; onClear(pinned: boolean): void; onClose(): void }) {
  const [pinned, setPinned] = useState(false);
  return (
    <Dialog
      title={t.clearTitle}
      closeLabel={text.common.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button kind="danger" onClick={() => onClear(pinned)}>
            {t.clearGo}
          </Button>
        </>
      }
    >
      <p className="pb-2 text-sm">{t.clearAsk(session)}</p>
      <Checkbox checked={pinned} onChange={setPinned}>
        {t.withPinned}
      </Checkbox>
    </Dialog>
  );
}
