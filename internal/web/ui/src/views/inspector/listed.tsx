import { useEffect, useState } from "react";
import { editPolicy, unbypass } from "@/model/act";
import { get } from "@/model/api";
import { on } from "@/model/changes";
import { bypassedBy } from "@/model/inspect/verdict";
import { useLoaded } from "@/model/loaded";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Button, toast } from "@/widgets";
import { failed } from "../failed";
import type { KnownProps } from "./entry";

type Policy = Schemas["Policy"];

/** The entry of the list for which a tunnel was passed through, and the way to take it off. */
export function Listed({ detail: d }: KnownProps) {
  const t = text.inspector.bypass;
  const { value, reload } = useLoaded("policy", (signal) => get<Policy>("/v1/policy", { signal }));
  const [busy, setBusy] = useState(false);
  useEffect(() => on("policy", reload), [reload]);
  const entry = value && bypassedBy(d.reasons, value.bypass);
  if (!entry) return null;
  const { pattern, until, note } = entry;
  const add = () => editPolicy({ add: { list: "bypass", pattern, until: until ?? undefined, note: note || undefined } });
  const remove = async () => {
    setBusy(true);
    try {
      await unbypass(pattern);
      reload();
      toast(t.removed(pattern), { action: { label: t.undo, run: () => void add().then(reload, failed) } });
    } catch (e) {
      failed(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      <div className="min-w-0 text-sm">
        <p className="wrap-anywhere">{t.listed(pattern, until ? text.units.minute(until) : "")}</p>
        <p className="text-xs text-muted">{t.listedHint}</p>
      </div>
      <Button busy={busy} onClick={() => void remove()}>
        {t.remove}
      </Button>
    </div>
  );
}
