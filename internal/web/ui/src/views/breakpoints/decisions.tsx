import { Ban, ChevronDown, FileText, SendHorizontal, Undo2 } from "lucide-react";
import { useState } from "react";
import { revert, type Desk, type Verdict } from "@/model/breakpoints/desk";
import { text } from "@/text";
import { Button, Keys, Menu } from "@/widgets";
import { failed } from "../failed";
import { SaveTemplate, useTemplates } from "./templates";

const t = text.breakpoints;

/** What can become of a message. */
export function Decisions({ desk, touched, onSettle }: { desk: Desk; touched: boolean; onSettle(verdict: Verdict): Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const [saving, setSaving] = useState(false);
  const { id, phase } = desk.detail;
  const templates = useTemplates(id, phase, () => setSaving(true));
  const settle = async (verdict: Verdict) => {
    setBusy(true);
    await onSettle(verdict);
    setBusy(false);
  };
  const isMessage = phase === "message";
  return (
    <footer className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-t bg-panel px-3 py-1.5">
      <Button kind="primary" icon={SendHorizontal} busy={busy} onClick={() => void settle({ action: "send" })}>
        {desk.form.is === "answer" && desk.raw === undefined ? t.sendAnswer : touched ? t.sendEdited : t.send}
      </Button>
      <Keys keys="Mod+Enter" />
      {touched && <Button onClick={() => void settle({ action: "original" })}>{t.original}</Button>}
      {isMessage && <Button onClick={() => void settle({ action: "drop" })}>{t.drop}</Button>}
      <Menu
        items={[
          ...(isMessage ? [] : [503, 404, 403, 401, 500].map((status) => ({ label: t.abortStatus(status), onSelect: () => void settle({ action: "abort", status }) }))),
          ...(isMessage ? [] : ["separator" as const]),
          { label: t.abortClose, onSelect: () => void settle({ action: "abort", how: "close" }) },
          { label: t.abortReset, danger: true, onSelect: () => void settle({ action: "abort", how: "reset" }) },
        ]}
      >
        <Button kind="danger" icon={Ban} disabled={busy}>
          {t.abort}
          <ChevronDown size={13} aria-hidden />
        </Button>
      </Menu>
      <span className="flex-1" />
      <span role="status" className="text-xs text-faint">
        {desk.unsaved && !desk.wrong && t.saving}
      </span>
      {touched && (
        <Button kind="quiet" icon={Undo2} title={t.revertHint} onClick={() => void revert(id).catch(failed)}>
          {t.revert}
        </Button>
      )}
      {!isMessage && (
        <Menu align="end" items={templates}>
          <Button kind="quiet" icon={FileText}>
            {t.templates}
          </Button>
        </Menu>
      )}
      {saving && <SaveTemplate id={id} onClose={() => setSaving(false)} />}
    </footer>
  );
}
