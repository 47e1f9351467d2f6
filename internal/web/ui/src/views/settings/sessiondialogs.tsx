import { useId, useState, type FormEvent } from "react";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Button, Dialog, Field, Input } from "@/widgets";

const t = text.settings.sessions;

interface NameProps {
  title: string;
  label: string;
  hint?: string;
  act: string;
  initial: string;
  onName(name: string): void;
  onClose(): void;
}

/** Asks for the name of a session. */
export function NameSession({ title, label, hint, act, initial, onName, onClose }: NameProps) {
  const [name, setName] = useState(initial);
  const id = useId();
  const good = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) && name !== "";
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (good) onName(name);
  };
  return (
    <Dialog
      title={title}
      closeLabel={text.common.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button kind="primary" type="submit" form={id} disabled={!good}>
            {act}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-2">
        {hint && <p className="text-sm text-muted">{hint}</p>}
        <Field label={label} hint={good ? undefined : t.nameHint}>
          {(control) => <Input {...control} value={name} maxLength={64} onFocus={(e) => e.target.select()} onChange={(e) => setName(e.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}

/** Asks whether a session is to go. */
export function DeleteSession({ session, onDelete, onClose }: { session: Schemas["SessionInfo"]; onDelete(name: string): void; onClose(): void }) {
  return (
    <Dialog
      title={t.deleteTitle(session.name)}
      closeLabel={text.common.close}
      onClose={onClose}
      actions={
        <>
          <Button data-autofocus onClick={onClose}>
            {text.common.cancel}
          </Button>
          <Button kind="danger" onClick={() => onDelete(session.name)}>
            {t.deleteDo}
          </Button>
        </>
      }
    >
      <p className="text-sm">{t.deleteHint(session.entries, session.bytes)}</p>
      {session.pinned > 0 && <p className="pt-1 text-sm text-warn">{t.deletePinned(session.pinned)}</p>}
    </Dialog>
  );
}
