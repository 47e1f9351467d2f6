import { Plus, X } from "lucide-react";
import { mediaTypes, requestNames, responseNames } from "@/model/message/fields";
import { anyRows, rowsOf, withAnyRows, withRows } from "@/model/rules/names";
import { blank, type Shape } from "@/model/rules/shape";
import { isList, Members, type Value } from "@/model/rules/value";
import { text } from "@/text";
import { Button, IconButton, Input } from "@/widgets";
import { FieldTable, usualValues } from "../../message/fieldtable";
import type { ControlProps } from "./control";
import { FieldsForm } from "./fields";

const f = text.rules.form;

/** Names with values: texts, any JSON, or values with attributes. */
export function NamesForm({ shape, value, onChange, path, label }: ControlProps & { shape: Shape & { is: "names" } }) {
  const headers = shape.suggest === "field";
  if (shape.of.is === "fields") return <NamedForms shape={shape} value={value} onChange={onChange} path={path} label={label} />;
  const any = shape.of.is === "any";
  return (
    <div className="min-w-0 overflow-hidden rounded border border-line-strong">
      <FieldTable
        label={label}
        fields={any ? anyRows(value) : rowsOf(value)}
        onChange={(rows) => onChange(any ? withAnyRows(value, rows) : withRows(value, rows))}
        names={headers ? [...new Set([...requestNames, ...responseNames])].sort() : undefined}
        values={headers ? (n) => usualValues(n, mediaTypes) : undefined}
        strict={headers}
        lines={headers}
      />
    </div>
  );
}

function NamedForms({ shape, value, onChange, path, label }: ControlProps & { shape: Shape & { is: "names" } }) {
  const m = value instanceof Members ? value : new Members();
  const put = (at: number, name: string, v: Value) => onChange(new Members([...m.pairs.slice(0, at), [name, v], ...m.pairs.slice(at + 1)]));
  return (
    <div role="group" aria-label={label} className="flex min-w-0 flex-col gap-1">
      {m.pairs.map(([name, v], at) => (
        <div key={at} className="flex items-start gap-1.5 border-l-2 border-line-strong pl-2">
          <Input mono aria-label={text.message.nameOf(label, at + 1)} placeholder={text.message.name} value={name} onChange={(e) => put(at, e.target.value, v)} className="mt-5 w-40! shrink-0" />
          <div className="min-w-0 flex-1">
            {isList(v) || shape.of.is !== "fields" ? <p className="py-1 text-xs text-muted">{f.asWritten}</p> : <FieldsForm shape={shape.of} value={v} onChange={(next) => put(at, name, next ?? null)} path={[...path, name]} label={name} inline />}
          </div>
          <IconButton icon={X} size={14} label={text.message.remove(name)} className="mt-5" onClick={() => onChange(new Members(m.pairs.filter((_, i) => i !== at)))} />
        </div>
      ))}
      <div>
        <Button kind="quiet" icon={Plus} disabled={m.has("")} onClick={() => onChange(new Members([...m.pairs, ["", blank(shape.of)]]))}>
          {f.addItem}
        </Button>
      </div>
    </div>
  );
}
