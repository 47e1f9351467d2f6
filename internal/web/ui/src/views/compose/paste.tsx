import { useState } from "react";
import { text } from "@/text";
import { ApiError } from "@/model/api";
import { Button, Dialog, Field, Notice, TextArea } from "@/widgets";

const t = text.compose;

/** Where a command is pasted that fills in the form. */
export function PasteDialog({ onRead, onClose }: { onRead(command: string): Promise<void>; onClose(): void }) {
  const [command, setCommand] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<unknown>();
  const read = async (what: string) => {
    setBusy(true);
    try {
      await onRead(what);
    } catch (e) {
      setWrong(e);
      setBusy(false);
    }
  };
  return (
    <Dialog
      wide
      title={t.pasteTitle}
      closeLabel={text.common.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button kind="primary" busy={busy} disabled={!command.trim()} onClick={() => void read(command)}>
            {t.fill}
          </Button>
        </>
      }
    >
      <Field label={t.pasteLabel} hint={t.pasteHint}>
        {(control) => (
          <TextArea
            {...control}
            mono
            autoFocus
            rows={12}
            value={command}
            onChange={(e) => (setCommand(e.target.value), setWrong(undefined))}
            onKeyDown={(e) => (e.ctrlKey || e.metaKey) && e.key === "Enter" && void read(command)}
          />
        )}
      </Field>
      {wrong !== undefined && (
        <div className="mt-2">
          <Notice tone="bad">
            {wrong instanceof Error ? wrong.message : String(wrong)}
            {wrong instanceof ApiError && wrong.hint && <span className="block text-xs">{wrong.hint}</span>}
          </Notice>
        </div>
      )}
    </Dialog>
  );
}
