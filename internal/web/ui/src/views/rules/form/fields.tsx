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
  /** Side by side instead of below each other: what stands in a list. */
  inline?: boolean;
}

/** The members of a value. */
export function FieldsForm({ shape, value, onChange, path, label, inline }: Props) {
  const words = useWords();
  const [all, setAll] = useState(false);
  const m = long(shape, value);
  if (!m || !fits(shape, value)) return <AsWritten value={value} />;

  const put = (key: string, v: Value | undefined) => {
    const next = settle(shape, m, key, v);
    onChange(value instanceof Members && value.pairs.length > 0 && !shape.short?.(value) ? next : brief(shape, next));
  };
  const valueOf = (field: Field) => m.get(field.key) ?? (field.also ? m.get(field.also) : undefined);
  const isShort = value !== undefined && shape.short?.(value) !== undefined;
  const row = (field: Field, chapter = false) => (
    <Row
      key={field.key}
      field={field}
      value={valueOf(field)}
      onChange={(v) => put(field.key, v)}
      path={isShort ? path : [...path, m.has(field.key) ? field.key : (field.also ?? field.key)]}
      contentType={typeIn(m)}
      onRemove={chapter ? () => put(field.key, undefined) : undefined}
      inline={inline}
    />
  );
  if (shape.chapters) return <Chapters shape={shape} m={m} row={(field) => row(field, true)} onAdd={(field) => put(field.key, blank(field.shape))} />;

  const { one } = shape;
  const chosen = one?.of.find((key) => m.has(key));
  const meant = (field: Field) => valueOf(field) !== undefined || field.only?.(m) !== false;
  const extra = (field: Field) => field.more && valueOf(field) === undefined && meant(field) && field.key !== chosen;
  const shown = (field: Field) => meant(field) && (all || !extra(field));
  const choose = (key: string | undefined) => (key ? put(key, carried(fieldOf(shape, key)!, chosen && m.get(chosen))) : chosen && put(chosen, undefined));
  const rows = shape.fields.flatMap((field): ReactNode[] => {
    if (!one?.of.includes(field.key)) return shown(field) ? [row(field)] : [];
    if (field.key !== one.of[0] || !(chosen || shown(field))) return [];
    const of = one.of.map((key) => fieldOf(shape, key)!);
    const found = of.find((x) => x.key === chosen);
    return [<OneOf key={field.key} fields={of} need={one.need} chosen={chosen} label={one.of.includes("text") ? f.one.find! : words.one(String(path.at(-1)))} onChoose={choose} inline={inline} />, ...(found ? [row(found)] : [])];
  });
  const others = m.pairs.filter(([key]) => !fieldOf(shape, key));
  return (
    <div className={inline ? "grid min-w-0 grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] items-start gap-x-2 gap-y-1" : "flex min-w-0 flex-col gap-1.5"}>
      {rows}
      {others.map(([key, v]) => (
        <Labelled key={key} label={key}>
          {() => <AsWritten value={v} />}
        </Labelled>
      ))}
      {(all || shape.fields.some(extra)) && (
        <div className={inline ? "mt-5" : undefined}>
          <Button kind="quiet" className={cx("text-xs text-muted", !inline && "h-6")} aria-expanded={all} aria-label={`${label}: ${all ? f.less : f.more}`} onClick={() => setAll(!all)}>
            {all ? f.less : f.more}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Members that are parts of their own: those that are there, and the others to be added. */
function Chapters({ shape, m, row, onAdd }: { shape: Fields; m: Members; row(field: Field): ReactNode; onAdd(field: Field): void }) {
  const words = useWords();
  const there = shape.fields.filter((field) => m.has(field.key));
  const order = shape.chapters === "ordered" ? m.pairs.flatMap(([key]) => there.filter((field) => field.key === key)) : there;
  const absent = shape.fields.filter((field) => !m.has(field.key));
  return (
    <div className="flex flex-col gap-2">
      {order.map(row)}
      {absent.length > 0 && (
        <div className="flex flex-wrap items-center gap-1">
          {absent.map((field) => (
            <Button key={field.key} kind="quiet" icon={Plus} title={words.hint(field.key)} onClick={() => onAdd(field)} className="h-6.5 text-muted">
              {words.label(field.key)}
            </Button>
          ))}
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

interface RowProps {
  field: Field;
  value: Value | undefined;
  onChange(v: Value | undefined): void;
  path: Path;
  contentType: string | undefined;
  onRemove?: () => void;
  inline?: boolean;
}

function Row({ field, value, onChange, path, contentType, onRemove, inline }: RowProps) {
  const words = useWords();
  const problem = useProblem(path);
  const label = words.label(field.key);
  const { is } = field.shape;
  const tall = is === "names" || is === "list" || (is === "text" && "lines" in field.shape && field.shape.lines !== undefined && field.shape.lines !== "notes");
  const group = is === "fields" || is === "names" || is === "list" || is === "choices";
  // What is emptied is taken out, unless it has to be there or an empty text means something.
  const change = (v: Value | undefined) => onChange(v === "" && is === "text" && !field.need && !keepsEmpty.has(field.key) ? undefined : v);
  return (
    <Labelled label={is === "switch" ? "" : label} hint={words.hint(field.key)} problem={problem} tall={tall || inline} group={group} onRemove={onRemove} removeLabel={f.removePart(label)}>
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
        <Label {...(group ? {} : { htmlFor: id })} className={cx("text-xs text-muted", !tall && "pt-1.5")}>
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

interface OneOfProps {
  fields: Field[];
  need?: boolean;
  chosen: string | undefined;
  label: string;
  onChoose(key: string | undefined): void;
  inline?: boolean;
}

function OneOf({ fields, need, chosen, label, onChoose, inline }: OneOfProps) {
  const words = useWords();
  const options = [...(need && chosen ? [] : [{ value: "", label: f.notSaid }]), ...fields.map((x) => ({ value: x.key, label: words.label(x.key) }))];
  return (
    <Labelled label={label} tall={inline}>
      {(control) => <Select {...control} value={chosen ?? ""} onValue={(key) => onChoose(key || undefined)} options={options} className={inline ? "w-full" : "max-w-72"} />}
    </Labelled>
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
