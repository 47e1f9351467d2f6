import { connection, reconnect } from "@/model/changes";
import { useEffect, useState } from "react";
import { useStore } from "@/model/store";
import { status } from "@/model/status";
import { query } from "@/model/traffic";
import { text } from "@/text";
import { Button, CopyButton, Notice } from "@/widgets";
import { openSession } from "./session";

const t = text.shell;
const patience = 1500; // milliseconds without a connection until it is said

/** Over everything: that what is shown is old, or another session, or not recorded. */
export function Banner() {
  const state = useStore(connection);
  const session = useStore(query, (q) => q.session);
  const fault = useStore(status, (s) => s?.capture.fault);
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (state !== "lost") return;
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, [state]);
  if (state === "refused")
    return (
      <Notice tone="warn">
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <strong>{t.refused}.</strong> {t.refusedHint} <code className="font-mono text-xs">{t.refusedCommand}</code>
          <CopyButton text={t.refusedCommand} label={text.common.copy} doneLabel={text.common.copied} />
        </span>
      </Notice>
    );
  if (late)
    return (
      <Notice tone="warn" actions={<Button onClick={reconnect}>{text.common.retry}</Button>}>
        <strong>{t.lost}</strong> {t.lostHint}
      </Notice>
    );
  if (fault)
    return (
      <Notice tone="bad">
        <strong>{fault.message}</strong> {fault.hint}
      </Notice>
    );
  if (session)
    return (
      <Notice tone="info" actions={<Button onClick={() => openSession("")}>{text.list.backToCaptured}</Button>}>
        {text.list.readOnly(session)}
      </Notice>
    );
  return null;
}
