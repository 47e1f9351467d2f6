import { useId, useState } from "react";
import type { PausedForm } from "@/model/breakpoints/form";
import { mediaTypes, methods, present, requestNames, responseNames, valueOf } from "@/model/message/fields";
import { text } from "@/text";
import { Input, Tabs, type Tab } from "@/widgets";
import { BodyEditor } from "../message/bodyeditor";
import { FieldTable, usualValues } from "../message/fieldtable";

const t = text.breakpoints;

/** The parts of a message that can be changed. */
export function Parts({ form, onChange, onSend }: { form: PausedForm; onChange(form: PausedForm): void; onSend(): void }) {
  const hasBody = form.body.is !== "text" || form.body.text !== "";
  const [tab, setTab] = useState(form.is === "message" || hasBody ? "body" : "headers");
  const known = useId();
  const names = form.is === "request" ? requestNames : responseNames;
  const table = (id: "fields" | "trailers", label: string): Tab => ({
    id: id === "fields" ? "headers" : "trailers",
    label,
    note: present(form[id]).length || undefined,
    panel: <FieldTable label={label} fields={form[id]} onChange={(fields) => onChange({ ...form, [id]: fields })} names={names} values={(n) => usualValues(n, mediaTypes)} />,
  });
  const isEvent = form.is === "message" && form.fields.length > 0;
  const tabs: Tab[] = [
    ...(form.is === "message" ? (isEvent ? [table("fields", t.event)] : []) : [table("fields", t.headersTab)]),
    {
      id: "body",
      label: form.is === "message" ? t.dataTab : t.bodyTab,
      note: hasBody ? "•" : undefined,
      panel: <BodyEditor label={text.message.textBody} body={form.body} onChange={(body) => onChange({ ...form, body })} contentType={valueOf(form.fields, "content-type")} onSubmit={onSend} />,
    },
    ...(form.is === "message" ? [] : [table("trailers", t.trailersTab)]),
  ];
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {form.is === "request" && (
        <div className="flex items-center gap-1.5 border-b p-2">
          <datalist id={known}>
            {methods.map((m) => (
              <option key={m} value={m} />
            ))}
          </datalist>
          <Input mono aria-label={t.method} list={known} value={form.method} onChange={(e) => onChange({ ...form, method: e.target.value })} className="w-24! shrink-0 font-semibold" />
          <Input mono aria-label={t.url} value={form.url} onChange={(e) => onChange({ ...form, url: e.target.value })} />
          <span className="shrink-0 px-1 text-xs text-muted">{form.version}</span>
        </div>
      )}
      {(form.is === "response" || form.is === "answer") && (
        <div className="flex items-center gap-1.5 border-b p-2">
          <Input mono type="number" min={200} max={599} aria-label={t.status} value={form.status || ""} onChange={(e) => onChange({ ...form, status: e.target.valueAsNumber || 0 })} className="w-20! shrink-0 font-semibold" />
          {!/^HTTP\/[23]/.test(form.version) && <Input aria-label={t.reason} placeholder={t.reason} value={form.reason} onChange={(e) => onChange({ ...form, reason: e.target.value })} className="max-w-80" />}
          <span className="flex-1" />
          <span className="shrink-0 px-1 text-xs text-muted">{form.version}</span>
        </div>
      )}
      <Tabs label={t.parts} value={tabs.some((x) => x.id === tab) ? tab : "body"} onValue={setTab} tabs={tabs} className="flex-1" />
    </div>
  );
}
