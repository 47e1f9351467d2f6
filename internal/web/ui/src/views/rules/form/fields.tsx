import { Plus, X } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { anyText } from "@/model/rules/names";
import type { Path } from "@/model/rules/reading";
import { blank, brief, fieldOf, fits, long, settle, type Field, type Fields } from "@/model/rules/shape";
import { Members, scalarText, type Value } from "@/model/rules/value";
import { text } from "@/text";
import { Button, cx, IconButton, Select } from "@/widgets";
import { useProblem, useWords } from "./context";
import { Control } from "./control";

const f = text.rules.form;

interface Props {
  shape: Fields;
  value: Value | undefined;
  onChange(value: Value | undefined): void;
  path: Path;
  label: string;
}

/** The members of a value, one a row. */
export function FieldsForm({ shape, value, onChange, path, label }: Props) {
  const words = useWords();
  const [all, setAll] = useState(false);
  const m = long(shape, value);
  if (!m || !fits(shape, value)) return <AsWritten value={value} />;

  const put = (key: string, v: Value | undefined) => {
    const next = settle(shape, m, key, v);
    onChange(value instanceof Members && !shape.short?.(value) ? next : brief(shape, next));
  };
  const valueOf = (field: Field) => m.get(field.key) ?? (field.also ? m.get(field.also) : undefined);
  const isShort = value !== undefined && shape.short?.(value) !== undefined;
  const row = (field: Field, chapter = false) => (
    <Row key={field.key} field={field} value={valueOf(field)} onChange={(v) => put(field.key, v)} path={isShort ? path : [...path, m.has(field.key) ? field.key : (field.also ?? field.key)]} contentType={typeIn(m)} onRemove={chapter ? () => put(field.key, undefined) : undefined} />
  );
  const one = shape.one;
  const meant = (field: Field) => valueOf(field) !== undefined || field.only?.(m) !== false;
  const rest = shape.fields.filter((field) => !one?.of.includes(field.key) && meant(field));
  const hidden = (field: Field) => !all && field.more && valueOf(field) === undefined;
  const others = m.pairs.filter(([key]) => !fieldOf(shape, key));

  if (shape.chapters) {
    const order = shape.chapters === "ordered" ? m.pairs.map(([key]) => fieldOf(shape, key)).filter((x) => x !== undefined) : shape.fields.filter((x) => valueOf(x) !== undefined);
    const absent = shape.fields.filter((x) => valueOf(x) === undefined);
    return (
      <div className="flex flex-col gap-2">
        {order.map((field) => row(field, true))}
        {absent.length > 0 && (
          <div className="flex flex-wrap items-center gap-1">
            {absent.map((field) => (
              <Button key={field.key} kind="quiet" icon={Plus} title={words.hint(field.key)} onClick={() => put(field.key, blank(field.shape))}>
                {words.label(field.key)}
              </Button>
            ))}
          </div>
        )}
      </div>
    );
  }
  const fewer = rest.filter((field) => field.more && valueOf(field) === undefined);
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      {one && <OneOf fields={one.of.map((key) => fieldOf(shape, key)!)} need={one.need} chosen={one.of.find((key) => m.has(key))} label={words.one(String(path.at(-1)))} onChoose={(key, from) => (key ? put(key, carried(fieldOf(shape, key)!, from ? m.get(from) : undefined)) : from && put(from, undefined))} row={(field) => row(field)} />}
      {rest.filter((field) => !hidden(field)).map((field) => row(field))}
      {others.map(([key, v]) => (
        <Labelled key={key} label={key}>
          {() => <AsWritten value={v} />}
        </Labelled>
      ))}
      {(fewer.length > 0 || all) && (
        <div>
          <Button kind="quiet" className="h-6 text-xs text-muted" aria-expanded={all} aria-label={`${label}: ${all ? f.less : f.more}`} onClick={() => setAll(!all)}>
            {all ? f.less : f.more}
          </Button>
        </div>
      )}
    </div>
  );
}

// A text goes along to what is chosen instead.
const carried = (to: Field, was: Value | undefined): Value => (to.shape.is === "text" && typeof was === "string" && !was.includes("\n") ? was : to.shape.is === "amount" && was !== undefined ? was : blank(to.shape));

function typeIn(m: Members): string | undefined {
  const headers = m.get("headers");
  const found = headers instanceof Members ? headers.pairs.find(([name]) => name.toLowerCase() === "content-type")?.[1] : m.get("content-type");
  return scalarText(found) || undefined;
}

function Row({ field, value, onChange, path, contentType, onRemove }: { field: Field; value: Value | undefined; onChange(v: Value | undefined): void; path: Path; contentType: string | undefined; onRemove?: () => void }) {
  const words = useWords();
  const problem = useProblem(path);
  const label = words.label(field.key);
  const { is } = field.shape;
  const tall = is === "names" || is === "list" || (is === "text" && "lines" in field.shape && field.shape.lines !== undefined && field.shape.lines !== "notes");
  const group = is === "fields" || is === "names" || is === "list" || is === "choices";
  // What is emptied is taken out, unless it has to be there or an empty text means something.
  const change = (v: Value | undefined) => onChange(v === "" && is === "text" && !field.need && !keepsEmpty.has(field.key) ? undefined : v);
  return (
    <Labelled label={is === "switch" ? "" : label} hint={words.hint(field.key)} problem={problem} tall={tall} group={group} onRemove={onRemove} removeLabel={f.removePart(label)}>
      {(control) => <Control shape={field.shape} value={value} onChange={change} path={path} label={label} contentType={contentType} control={group || is === "switch" ? undefined : control} />}
    </Labelled>
  );
}

const keepsEmpty = new Set(["body", "text", "regex", "with", "query", "source", "file", "directory", "message", "value", "set", "token", "token-env", "token-file", "password", "password-env", "password-file"]);

interface LabelledProps {
  label: string;
  hint?: string;
  problem?: string;
  tall?: boolean;
  group?: boolean;
  onRemove?: () => void;
  removeLabel?: string;
  children(control: { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined }): ReactNode;
}

/** A label beside its control, or above one that is tall; what is wrong is said below it. */
export function Labelled({ label, hint, problem, tall, group, onRemove, removeLabel, children }: LabelledProps) {
  const id = useId();
  const said = hint || problem ? `${id}-said` : undefined;
  const Label = group ? "span" : "label";
  return (
    <div className={cx("min-w-0", tall ? "flex flex-col gap-1" : "grid grid-cols-[9.5rem_minmax(0,1fr)] items-start gap-x-3")}>
      <span className="flex items-center gap-1">
        <Label {...(group ? {} : { htmlFor: id })} className={cx("text-xs text-muted", !tall && "pt-1.5", tall && "font-medium")}>
          {label}
        </Label>
        {onRemove && <IconButton icon={X} size={12} label={removeLabel!} onClick={onRemove} className="h-5 min-w-5" />}
      </span>
      <div className="min-w-0">
        {children({ id, "aria-describedby": said, "aria-invalid": problem ? true : undefined })}
        {said && (
          <p id={said} className={cx("mt-0.5 text-2xs", problem ? "text-bad" : "text-faint")}>
            {problem ?? hint}
          </p>
        )}
      </div>
    </div>
  );
}

function OneOf({ fields, need, chosen, label, onChoose, row }: { fields: Field[]; need?: boolean; chosen: string | undefined; label: string; onChoose(key: string | undefined, from: string | undefined): void; row(field: Field): ReactNode }) {
  const words = useWords();
  const field = fields.find((x) => x.key === chosen);
  return (
    <>
      <Labelled label={label}>
        {(control) => (
          <Select {...control} value={chosen ?? ""} onValue={(key) => onChoose(key || undefined, chosen)} options={[...(need && chosen ? [] : [{ value: "", label: f.notSaid }]), ...fields.map((x) => ({ value: x.key, label: words.label(x.key) }))]} className="max-w-72" />
        )}
      </Labelled>
      {field && row(field)}
    </>
  );
}

function AsWritten({ value }: { value: Value | undefined }) {
  return (
    <div className="text-xs">
      <pre className="max-h-40 overflow-auto rounded border bg-sunken px-2 py-1 font-mono whitespace-pre-wrap">{anyText(value, "  ")}</pre>
      <p className="text-2xs text-faint">{f.asWritten}</p>
    </div>
  );
}
