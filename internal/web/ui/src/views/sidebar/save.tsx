import { useState } from "react";
import type { Saved } from "@/model/sidebar/rows";
import { text } from "@/text";
import { Button, Dialog, Field, Input } from "@/widgets";

const t = text.sidebar;

/** Asks what a filter is called, new or as it was. */
export function SaveDialog({ filter, was, onSave, onClose }: { filter: string; was?: string; onSave(saved: Saved): void; onClose(): void }) {
  const [name, setName] = useState(was ?? "");
  const [tried, setTried] = useState(false);
  const save = () => {
    setTried(true);
    if (name.trim()) onSave({ name: name.trim(), filter });
  };
  return (
    <Dialog
      title={was === undefined ? t.saveTitle : t.renameTitle}
      closeLabel={text.common.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button kind="primary" onClick={save}>
            {text.common.save}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(e) => {
          e.preventDefault();
          save();
        }}
      >
        <Field label={t.saveName} error={tried && !name.trim() ? t.nameMissing : undefined}>
          {(control) => <Input {...control} value={name} maxLength={80} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <Field label={t.saveFilter}>{(control) => <Input {...control} mono readOnly value={filter} />}</Field>
      </form>
    </Dialog>
  );
}
