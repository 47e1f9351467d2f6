import { useContext, useId } from "react";
import { mediaTypes, methods, requestNames, responseNames } from "@/model/message/fields";
import { languageOf } from "@/model/message/media";
import type { Path } from "@/model/rules/reading";
import type { Shape } from "@/model/rules/shape";
import { Num, scalarText, type Value } from "@/model/rules/value";
import { text } from "@/text";
import { Checkbox, CodeEditor, Input, Select, TextArea } from "@/widgets";
import { scriptHints } from "../hints";
import { AnyValue } from "./any";
import { Context, word } from "./context";
import { FieldsForm } from "./fields";
import { ListForm } from "./list";
import { NamesForm } from "./names";
import { linesOf, withLines } from "@/model/rules/names";

const f = text.rules.form;

export interface ControlProps {
  shape: Shape;
  value: Value | undefined;
  /** undefined takes the value out. */
  onChange(value: Value | undefined): void;
  path: Path;
  label: string;
  /** Of an editor: the media type that is said beside it. */
  contentType?: string;
  /** In a list, where parts stand side by side. */
  inline?: boolean;
  control?: { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };
}

/** What edits a value of a shape. */
export function Control(p: ControlProps) {
  const { shape, value, onChange, control } = p;
  switch (shape.is) {
    case "text":
      return shape.lines ? <Lines {...p} shape={shape} /> : <Line {...p} shape={shape} />;
    case "amount":
    case "whole":
      return <Amount {...p} shape={shape} />;
    case "switch":
      return (
        <Checkbox checked={value === undefined ? shape.usually : value === true} onChange={(on) => onChange(on === shape.usually ? undefined : on)}>
          {p.label}
        </Checkbox>
      );
    case "perhaps":
      return <Select {...control} aria-label={p.label} value={value === undefined ? "" : String(value)} onValue={(v) => onChange(v === "" ? undefined : v === "true")} options={[{ value: "", label: f.notSaid }, { value: "true", label: f.yes }, { value: "false", label: f.no }]} className="w-32" />;
    case "choice":
      return <Choice {...p} shape={shape} />;
    case "choices":
      return <Choices {...p} shape={shape} />;
    case "texts": {
      const lines = linesOf(value);
      return <TextArea {...control} mono rows={Math.min(8, Math.max(2, lines.split("\n").length))} placeholder={shape.example} value={lines} onChange={(e) => onChange(withLines(value, e.target.value))} className="min-h-0!" />;
    }
    case "any":
      return <AnyValue value={value} onChange={onChange} label={p.label} control={control} />;
    case "names":
      return <NamesForm {...p} shape={shape} />;
    case "list":
      return <ListForm {...p} shape={shape} />;
    case "fields":
      return <FieldsForm shape={shape} value={value} onChange={onChange} path={p.path} label={p.label} inline={p.inline} />;
  }
}

// A number that was written as one stays one while it is one.
function typed(was: Value | undefined, written: string, number: boolean): Value | undefined {
  if (written === "") return undefined;
  return (number || was instanceof Num) && /^(?:0|[1-9]\d{0,14})$/.test(written) ? new Num(written) : written;
}

function Line({ shape, value, onChange, label, control }: ControlProps & { shape: Shape & { is: "text" } }) {
  const offered = useId();
  const options = useSuggested(shape.suggest);
  return (
    <>
      <Input {...control} mono aria-label={control ? undefined : label} placeholder={shape.example} list={options && offered} value={scalarText(value)} onChange={(e) => onChange(e.target.value)} />
      {options && (
        <datalist id={offered}>
          {options.map((o) => (
            <option key={o} value={o} />
          ))}
        </datalist>
      )}
    </>
  );
}

function useSuggested(what: string | undefined): readonly string[] | undefined {
  const { templates } = useContext(Context);
  switch (what) {
    case "method":
      return methods;
    case "field":
      return [...requestNames, ...responseNames];
    case "media-type":
      return mediaTypes;
    case "same-site":
      return ["Lax", "Strict", "None"];
    case "template":
      return templates;
    default:
      return undefined;
  }
}

function Lines({ shape, value, onChange, label, contentType, control }: ControlProps & { shape: Shape & { is: "text" } }) {
  const written = scalarText(value);
  if (shape.lines === "notes") return <TextArea {...control} rows={2} value={written} onChange={(e) => onChange(e.target.value)} className="min-h-0!" />;
  const script = shape.lines === "javascript";
  const language = script ? "javascript" : languageOf(contentType, written);
  const height = Math.min(28, Math.max(script ? 14 : 6, written.split("\n").length + 2)) * 18;
  return (
    <div className="flex min-h-0 flex-col overflow-hidden rounded border border-line-strong focus-within:outline-2 focus-within:outline-accent" style={{ height }}>
      <CodeEditor loading={text.message.editor} label={label} language={language} value={written} onChange={onChange} complete={script ? scriptHints : undefined} wrap={!script} />
    </div>
  );
}

const amounts = {
  time: ["100ms", "500ms", "1s", "5s", "30s"],
  size: ["1kB", "10kB", "64KiB", "1MiB"],
  rate: ["240kbit", "780kbit", "2mbit", "10mbit", "100kB"],
  share: ["1%", "5%", "10%", "50%", "90%"],
};

function Amount({ shape, value, onChange, label, control }: ControlProps & { shape: Shape & { is: "amount" | "whole" } }) {
  const offered = useId();
  const whole = shape.is === "whole";
  const example = whole ? undefined : (shape.example ?? amounts[shape.unit][1]);
  const usually = shape.usually === undefined ? example && f.example(example) : f.usually(String(shape.usually));
  return (
    <>
      <Input
        {...control}
        mono
        aria-label={control ? undefined : label}
        inputMode={whole ? "numeric" : undefined}
        placeholder={usually}
        list={whole ? undefined : offered}
        value={scalarText(value)}
        onChange={(e) => onChange(typed(value, e.target.value.trim(), whole))}
        className="max-w-44"
      />
      {!whole && (
        <datalist id={offered}>
          {amounts[shape.unit].map((a) => (
            <option key={a} value={a} />
          ))}
        </datalist>
      )}
    </>
  );
}


function Choice({ shape, value, onChange, label, control }: ControlProps & { shape: Shape & { is: "choice" } }) {
  const said = scalarText(value);
  const options = shape.of.filter((o) => o !== "gray" || said === "gray").map((o) => ({ value: o, label: word(o) }));
  const absent = shape.usually === undefined ? [{ value: "", label: shape.of.includes("hang") ? f.answerFirst : f.notSaid }] : [];
  return (
    <Select
      {...control}
      aria-label={control ? undefined : label}
      value={said || (shape.usually ?? "")}
      onValue={(v) => onChange(v === "" || (v === shape.usually && value === undefined) ? undefined : v)}
      options={[...absent, ...options]}
      className="max-w-72"
    />
  );
}

function Choices({ shape, value, onChange, label }: ControlProps & { shape: Shape & { is: "choices" } }) {
  const on = value === undefined || value === null ? shape.usually : linesOf(value).split("\n");
  const flip = (w: string, to: boolean) => {
    const next = shape.of.filter((o) => (o === w ? to : on.includes(o)));
    const usual = next.length === shape.usually.length && next.every((w2) => shape.usually.includes(w2));
    onChange(usual ? undefined : next.length === 1 ? next[0] : next);
  };
  return (
    <div role="group" aria-label={label} className="flex min-h-7 flex-wrap items-center gap-x-4">
      {shape.of.map((w) => (
        <Checkbox key={w} checked={on.includes(w)} disabled={on.length === 1 && on.includes(w)} onChange={(to) => flip(w, to)}>
          {word(w)}
        </Checkbox>
      ))}
    </div>
  );
}
