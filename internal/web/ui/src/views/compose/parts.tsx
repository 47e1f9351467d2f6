import { useState } from "react";
import { draft } from "@/model/compose/draft";
import { requestOf, withBody, withRequest, type Form } from "@/model/compose/form";
import { mediaTypes, present, requestNames, valueOf } from "@/model/message/fields";
import { paramsOf, withParams } from "@/model/message/query";
import { formatRequest, RawError, readRequest } from "@/model/message/raw";
import { useStore } from "@/model/store";
import { text } from "@/text";
import { CodeEditor, Empty, Tabs } from "@/widgets";
import { BodyEditor } from "../message/bodyeditor";
import { FieldTable, usualValues } from "../message/fieldtable";

const t = text.compose;

/** Fields, query and body, or all of it as text. */
export function Parts({ form, onChange, onSend }: { form: Form; onChange(form: Form): void; onSend(): void }) {
  const tab = useStore(draft, (d) => d.tab);
  const hasBody = form.body.is !== "text" || form.body.text !== "";
  const params = paramsOf(form.url);
  return (
    <Tabs
      label={t.parts}
      value={tab}
      onValue={(id) => draft.set((was) => ({ ...was, tab: id }))}
      className="flex-1"
      tabs={[
        {
          id: "headers",
          label: t.headersTab,
          note: present(form.fields).length || undefined,
          panel: <FieldTable label={t.headersTab} fields={form.fields} onChange={(fields) => onChange({ ...form, fields })} names={requestNames} values={(n) => usualValues(n, mediaTypes)} />,
        },
        {
          id: "query",
          label: t.queryTab,
          note: params.length || undefined,
          panel: <Query form={form} onChange={onChange} />,
        },
        {
          id: "body",
          label: t.bodyTab,
          note: hasBody ? "•" : undefined,
          panel: <BodyEditor label={text.message.textBody} body={form.body} onChange={(body) => onChange(withBody(form, body))} contentType={valueOf(form.fields, "content-type")} onSubmit={onSend} />,
        },
        { id: "raw", label: t.rawTab, panel: <Raw form={form} onChange={onChange} onSend={onSend} /> },
      ]}
    />
  );
}

// A parameter without a name or value yet is in the table, but not in the URL.
function Query({ form, onChange }: { form: Form; onChange(form: Form): void }) {
  const [rows, setRows] = useState(() => paramsOf(form.url));
  const shown = withParams(form.url, present(rows)) === form.url ? rows : paramsOf(form.url);
  return (
    <FieldTable
      label={t.queryTab}
      strict={false}
      lines={false}
      fields={shown}
      onChange={(next) => {
        setRows(next);
        onChange({ ...form, url: withParams(form.url, present(next)) });
      }}
    />
  );
}

// What cannot be read yet stays in the editor, and the form as it was.
function Raw({ form, onChange, onSend }: { form: Form; onChange(form: Form): void; onSend(): void }) {
  const request = requestOf(form);
  const [edited, setEdited] = useState<{ text: string; form: Form; wrong?: RawError }>();
  if (!request) return <Empty title={t.rawOctets} />;
  const mine = edited && edited.form === form;
  const change = (value: string) => {
    try {
      const next = withRequest(form, readRequest(value));
      setEdited({ text: value, form: next });
      onChange(next);
    } catch (err) {
      if (!(err instanceof RawError)) throw err;
      setEdited({ text: value, form, wrong: err });
    }
  };
  const wrong = mine ? edited.wrong : undefined;
  return (
    <CodeEditor
      loading={text.message.editor}
      label={t.rawLabel}
      value={mine ? edited.text : formatRequest(request)}
      onChange={change}
      onSubmit={onSend}
      problems={wrong ? [{ line: wrong.line, column: 0, message: t.rawWrong[wrong.what] }] : none}
      wrap
    />
  );
}

const none: [] = [];
