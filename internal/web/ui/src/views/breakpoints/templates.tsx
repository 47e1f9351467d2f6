import { useEffect, useState } from "react";
import { del, get } from "@/model/api";
import { propose, saveTemplate } from "@/model/breakpoints/desk";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Button, Dialog, Field, Input, toast, type MenuItem } from "@/widgets";
import { failed } from "../failed";

const t = text.breakpoints;

/** The menu of saved messages. Of a paused response, only responses fit. */
export function useTemplates(id: number, phase: string, onSave: () => void): () => MenuItem[] {
  const [all, setAll] = useState<Schemas["Template"][]>([]);
  useEffect(() => {
    const stop = new AbortController();
    get<Schemas["Template"][]>("/v1/templates", { signal: stop.signal }).then(setAll, () => {}); // none are offered then
    return () => stop.abort();
  }, [id]);
  const remove = (name: string) =>
    void del(`/v1/templates/${encodeURIComponent(name)}`).then(() => {
      setAll((was) => was.filter((x) => x.name !== name));
      toast(t.templateRemoved(name));
    }, failed);
  return () => {
    const fit = all.filter((x) => phase === "request" || x.form === "response");
    return [
      ...(fit.length ? fit.map((x) => ({ label: t.useTemplate(x.name), detail: x.line, onSelect: () => void propose(id, x.name).catch(failed) })) : [{ label: t.noTemplates, disabled: true }]),
      "separator",
      { label: t.saveTemplate, onSelect: onSave },
      ...(fit.length ? [{ label: text.common.delete, items: fit.map((x) => ({ label: t.removeTemplate(x.name), onSelect: () => remove(x.name) })) }] : []),
    ];
  };
}

/** Asks for the name under which a message is saved. */
export function SaveTemplate({ id, onClose }: { id: number; onClose(): void }) {
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState<string>();
  const save = () =>
    void saveTemplate(id, name.trim()).then(
      () => {
        toast(t.templateSaved(name.trim()));
        onClose();
      },
      (e: unknown) => setWrong(e instanceof Error ? e.message : String(e)),
    );
  return (
    <Dialog
      title={t.saveTemplateTitle}
      closeLabel={text.common.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button kind="primary" disabled={!name.trim()} onClick={save}>
            {text.common.save}
          </Button>
        </>
      }
    >
      <Field label={t.templateName} hint={t.templateHint} error={wrong}>
        {(control) => <Input {...control} autoFocus value={name} onChange={(e) => (setName(e.target.value), setWrong(undefined))} onKeyDown={(e) => e.key === "Enter" && name.trim() && save()} />}
      </Field>
    </Dialog>
  );
}
