import { useState } from "react";
import { editPolicy } from "@/model/act";
import { grouped } from "@/model/inspect/dn";
import { until, type Ending } from "@/model/inspect/verdict";
import { text } from "@/text";
import { Button, Dialog, toast } from "@/widgets";
import { failed } from "../failed";
import type { KnownProps } from "./entry";
import { Fact, Facts } from "./facts";
import { Segments } from "./segments";

/** Accepts exactly one certificate of a host for a while, after a look at it. */
export function Allow({ detail: d, leaf }: KnownProps & { leaf: string }) {
  const t = text.inspector.exception;
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button className="h-6.5! text-xs!" onClick={() => setOpen(true)}>
        {t.title}
      </Button>
      {open && <Confirm host={d.host} leaf={leaf} problem={d.fault?.message ?? ""} onClose={() => setOpen(false)} />}
    </>
  );
}

function Confirm({ host, leaf, problem, onClose }: { host: string; leaf: string; problem: string; onClose(): void }) {
  const t = text.inspector.exception;
  const [time, setTime] = useState<Ending>("hour");
  const [busy, setBusy] = useState(false);
  const allow = async () => {
    setBusy(true);
    try {
      await editPolicy({ exception: { host, sha256: leaf, until: until(time, Date.now())!.toISOString() } });
      const undo = () => void editPolicy({ remove_exception: { host } }).then(() => toast(t.undone(host)), failed);
      toast(t.done(host), { action: { label: t.undo, run: undo } });
      onClose();
    } catch (e) {
      failed(e);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t.confirmTitle(host)}
      closeLabel={text.common.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button kind="danger" busy={busy} onClick={() => void allow()}>
            {t.confirm}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p>{t.confirmText}</p>
        <Facts>
          <Fact name={t.problem}>{problem}</Fact>
          <Fact name={t.fingerprint} mono copy={leaf}>
            <span className="text-2xs">{grouped(leaf)}</span>
          </Fact>
        </Facts>
        <div>
          <Segments label={text.inspector.bypass.until} value={time} onValue={(v) => setTime(v as Ending)} options={(["hour", "day"] as const).map((v) => ({ value: v, label: t.ending(v) }))} />
        </div>
      </div>
    </Dialog>
  );
}
