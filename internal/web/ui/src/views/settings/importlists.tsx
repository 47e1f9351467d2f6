import { useRef, useState } from "react";
import { ApiError } from "@/model/api";
import { importLists } from "@/model/settings/policy";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Button, Checkbox, Dialog, Field, Notice, TextArea, toast } from "@/widgets";

const t = text.settings.policy.import;

/** Takes over the lists of another program, after showing what they come to. */
export function ImportLists({ onClose, onDone }: { onClose(): void; onDone(): void }) {
  const [source, setSource] = useState("");
  const [seen, setSeen] = useState<Schemas["PolicyImported"]>();
  const [withDefault, setWithDefault] = useState(false);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);

  const ask = async (from: string, dryRun: boolean, setDefault: boolean) => {
    setBusy(true);
    setError("");
    try {
      const got = await importLists(from, dryRun, setDefault);
      if (dryRun) return setSeen(got);
      toast(t.done(got.statements.length));
      onDone();
      onClose();
    } catch (e) {
      setError(e instanceof ApiError ? [e.message, e.hint].filter(Boolean).join(". ") : String(e));
    } finally {
      setBusy(false);
    }
  };
  const give = (from: string) => {
    setSource(from);
    setSeen(undefined);
    setError("");
  };
  const actions = (
    <>
      <Button onClick={onClose}>{text.common.cancel}</Button>
      {seen ? (
        <Button kind="primary" busy={busy} disabled={!seen.statements.length} onClick={() => void ask(source, false, withDefault)}>
          {t.take}
        </Button>
      ) : (
        <Button kind="primary" busy={busy} disabled={!source.trim()} onClick={() => void ask(source, true, withDefault)}>
          {t.look}
        </Button>
      )}
    </>
  );
  return (
    <Dialog wide title={t.title} closeLabel={text.common.close} onClose={onClose} actions={actions}>
      <div className="flex flex-col gap-3">
        <p className="text-sm text-muted">{t.hint}</p>
        <div>
          <input
            ref={file}
            type="file"
            hidden
            onChange={(e) => {
              const chosen = e.target.files?.[0];
              void chosen?.text().then((content) => (give(content), ask(content, true, withDefault)));
              e.target.value = "";
            }}
          />
          <Button onClick={() => file.current?.click()}>{t.choose}</Button>
        </div>
        <Field label={t.paste}>{(control) => <TextArea {...control} mono rows={seen ? 3 : 8} value={source} onChange={(e) => give(e.target.value)} />}</Field>
        {error && <Notice tone="bad">{error}</Notice>}
        {seen && <Seen seen={seen} withDefault={withDefault} onWithDefault={(on) => (setWithDefault(on), void ask(source, true, on))} />}
      </div>
    </Dialog>
  );
}

function Seen({ seen, withDefault, onWithDefault }: { seen: Schemas["PolicyImported"]; withDefault: boolean; onWithDefault(on: boolean): void }) {
  return (
    <>
      <p role="status" className="text-sm">
        {t.found(seen.format)} {t.statements(seen.statements.length)}
        {seen.skipped.length > 0 && `, ${t.skipped(seen.skipped.length)}`}
      </p>
      {seen.statements.length > 0 && (
        <pre tabIndex={0} role="region" aria-label={t.statements(seen.statements.length)} className="max-h-52 overflow-auto rounded border bg-sunken px-2 py-1.5 font-mono text-xs">
          {seen.statements.join("\n")}
        </pre>
      )}
      {seen.skipped.length > 0 && (
        <ul className="text-xs text-warn">
          {seen.skipped.map((s, i) => (
            <li key={i}>{s}</li>
          ))}
        </ul>
      )}
      <Checkbox checked={withDefault} onChange={onWithDefault}>
        {t.setDefault(text.settings.policy.defaults[seen.default === "bypass" ? "bypass" : "intercept"])}
      </Checkbox>
    </>
  );
}
