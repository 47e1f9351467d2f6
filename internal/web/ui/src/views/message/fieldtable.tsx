import { Plus, Rows3, Text, X } from "lucide-react";
import { useId, useRef, useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { fieldsText, looksLikeFields, movedField, readFields, sameName, withField, withoutField, wrongIn, type Field } from "@/model/message/fields";
import { base64Size } from "@/model/message/octets";
import { text } from "@/text";
import { Button, cx, IconButton, TextArea } from "@/widgets";

const t = text.message;

interface Props {
  fields: readonly Field[];
  onChange(fields: Field[]): void;
  /** What they are: "Headers". */
  label: string;
  /** Names that are offered. */
  names?: readonly string[];
  /** Values that are offered for a name. */
  values?: (name: string) => readonly string[] | undefined;
  /** Whether names have to be those of header fields. */
  strict?: boolean;
  /** Whether the table may be edited as lines of text. */
  lines?: boolean;
  nameLabel?: string;
  readOnly?: boolean;
}

/** Names and values, one a row, with a row at the end for the next. Enter goes on, Backspace in an empty row removes it, Alt and an arrow moves it. */
export function FieldTable({ fields, onChange, label, names, values, strict = true, lines = true, nameLabel = t.name, readOnly }: Props) {
  const [asText, setAsText] = useState<string>();
  const box = useRef<HTMLDivElement>(null);
  const offered = useId();
  const focus = (row: number, column: number) => box.current?.querySelector<HTMLElement>(`[data-cell="${row} ${column}"]`)?.focus();
  // Where rows go or change places, once they have.
  const focusThen = (row: number, column: number) => requestAnimationFrame(() => focus(row, column));

  if (asText !== undefined) {
    const done = () => setAsText(undefined);
    return (
      <div className="flex min-h-0 flex-1 flex-col gap-1 p-2">
        <TextArea mono autoFocus aria-label={label} placeholder={t.fieldsHint} value={asText} rows={Math.min(20, fields.length + 3)} onChange={(e) => (setAsText(e.target.value), onChange(readFields(e.target.value)))} />
        <div>
          <Button kind="quiet" icon={Rows3} onClick={done}>
            {t.asTable}
          </Button>
        </div>
      </div>
    );
  }

  const change = (at: number, part: Partial<Field>) => {
    const { base64: _, ...was } = fields[at] ?? { name: "", value: "" };
    onChange(withField(fields, at, { ...was, ...part, ...(part.value === undefined && fields[at]?.base64 ? { base64: fields[at].base64 } : {}) }));
  };
  const remove = (at: number, column = 0) => {
    onChange(withoutField(fields, at));
    focusThen(Math.max(0, at - 1), column);
  };
  const onKey = (e: KeyboardEvent<HTMLInputElement>, at: number, column: number) => {
    if (e.nativeEvent.isComposing || e.ctrlKey || e.metaKey) return;
    const empty = e.currentTarget.value === "" && (fields[at]?.name ?? "") === "" && (fields[at]?.value ?? "") === "";
    if (e.key === "Enter") column === 0 ? focus(at, 1) : focus(at + 1, 0);
    else if (e.key === "Backspace" && empty && at < fields.length) remove(at, column);
    else if (e.altKey && (e.key === "ArrowUp" || e.key === "ArrowDown") && at < fields.length) {
      const by = e.key === "ArrowUp" ? -1 : 1;
      onChange(movedField(fields, at, by));
      focusThen(Math.max(0, Math.min(fields.length - 1, at + by)), column);
    } else return;
    e.preventDefault();
  };
  // Several fields that were copied somewhere become rows.
  const onPaste = (e: ClipboardEvent, at: number) => {
    const pasted = e.clipboardData.getData("text");
    if (!looksLikeFields(pasted)) return;
    e.preventDefault();
    onChange([...fields.slice(0, at), ...readFields(pasted), ...fields.slice(at + (fields[at]?.name === "" ? 1 : 0))]);
  };

  const rows: readonly Field[] = readOnly ? fields : [...fields, { name: "", value: "" }];
  return (
    <div ref={box} role="group" aria-label={label} className="min-w-0">
      {names && (
        <datalist id={offered}>
          {names.map((n) => (
            <option key={n} value={n} />
          ))}
        </datalist>
      )}
      {rows.map((field, at) => {
        const fresh = at === fields.length;
        const wrong = strict ? wrongIn(field) : undefined;
        const choices = values?.(field.name);
        return (
          <div key={at} className="group/row grid grid-cols-[minmax(7rem,14rem)_1fr_1.75rem] items-center border-b hover:bg-hover">
            <input
              data-cell={`${at} 0`}
              aria-label={fresh ? t.newField : t.nameOf(label, at + 1)}
              aria-invalid={wrong === "name" || undefined}
              title={wrong && t.wrong[wrong]}
              placeholder={fresh ? nameLabel : undefined}
              list={names && offered}
              readOnly={readOnly}
              value={field.name}
              spellCheck={false}
              autoComplete="off"
              onChange={(e) => change(at, { name: e.target.value })}
              onKeyDown={(e) => onKey(e, at, 0)}
              onPaste={(e) => onPaste(e, at)}
              className={cx(cell, "font-medium", wrong === "name" && "text-bad")}
            />
            {field.base64 !== undefined ? (
              <span className="truncate border-l px-2 text-xs text-muted">{t.octets(base64Size(field.base64))}</span>
            ) : (
              <>
                <input
                  data-cell={`${at} 1`}
                  aria-label={t.valueOf(label, at + 1)}
                  aria-invalid={wrong === "value" || undefined}
                  title={wrong === "value" ? t.wrong.value : field.value}
                  placeholder={fresh ? t.value : undefined}
                  list={choices && `${offered}-${at}`}
                  readOnly={readOnly}
                  value={field.value}
                  spellCheck={false}
                  autoComplete="off"
                  onChange={(e) => change(at, { value: e.target.value })}
                  onKeyDown={(e) => onKey(e, at, 1)}
                  className={cx(cell, "border-l", wrong === "value" && "text-bad")}
                />
                {choices && (
                  <datalist id={`${offered}-${at}`}>
                    {choices.map((v) => (
                      <option key={v} value={v} />
                    ))}
                  </datalist>
                )}
              </>
            )}
            {!readOnly && !fresh ? (
              <IconButton icon={X} size={13} label={t.remove(field.name)} onClick={() => remove(at)} className="h-6 opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 focus-visible:opacity-100" />
            ) : (
              fresh && <Plus size={13} aria-hidden className="mx-auto text-faint" />
            )}
          </div>
        );
      })}
      {lines && !readOnly && (
        <Button kind="quiet" icon={Text} className="h-6 text-2xs font-normal text-muted" onClick={() => setAsText(fieldsText(fields))}>
          {t.asText}
        </Button>
      )}
    </div>
  );
}

const cell = "h-6.5 w-full min-w-0 border-line bg-transparent px-2 font-mono text-xs text-ink focus-visible:outline-offset-[-2px] placeholder:font-sans placeholder:font-normal";

/** The values that are usual for a field. */
export function usualValues(name: string, mediaTypes: readonly string[]): readonly string[] | undefined {
  if (sameName(name, "content-type") || sameName(name, "accept")) return mediaTypes;
  if (sameName(name, "cache-control")) return ["no-cache", "no-store", "max-age=0"];
  if (sameName(name, "accept-encoding") || sameName(name, "content-encoding")) return ["gzip", "br", "zstd", "identity"];
  if (sameName(name, "authorization")) return ["Bearer ", "Basic "];
  return undefined;
}
