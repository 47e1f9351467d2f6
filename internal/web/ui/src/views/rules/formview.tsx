import { Plus } from "lucide-react";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { get } from "@/model/api";
import type { Problem } from "@/model/rules/drafts";
import { kindOf, newAction, readAction, writeAction } from "@/model/rules/kinds";
import { pathAt, type Reading } from "@/model/rules/reading";
import { isList, scalarText, type Members, type Value } from "@/model/rules/value";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Button, Checkbox, Empty, Input, Menu, TextArea } from "@/widgets";
import { ActionForm } from "./actionform";
import { Context, placeOf } from "./form/context";
import { Labelled } from "./form/fields";
import { kindItems } from "./kindmenu";
import { MatchField } from "./match";

const t = text.rules;

interface Props {
  reading: Reading;
  problems: readonly Problem[];
  onChange(rule: Members): void;
  onText(at: { line: number; column: number }): void;
  /** Shown below the name. */
  children?: ReactNode;
}

/** The parts of a rule. */
export function FormView({ reading, problems, onChange, onText, children }: Props) {
  const placed = useMemo(() => byPlace(reading, problems), [reading, problems]);
  const templates = useTemplates();
  if (!reading.ok) {
    return <Empty title={t.noForm[reading.why](reading.at.line)} actions={<Button onClick={() => onText(reading.at)}>{t.toText}</Button>} />;
  }
  const { rule } = reading;
  const put = (key: string, v: Value | undefined) => onChange(inOrder(rule, key, v));
  const text_ = (key: string) => scalarText(rule.get(key));
  const listed = rule.get("actions");
  const actions: readonly Value[] = isList(listed) ? listed : [];
  const problemAt = (...path: (string | number)[]) => placed.get(placeOf(path))?.join(" ");
  return (
    <div className="flex max-w-4xl flex-col gap-2 px-4 py-3">
      <Labelled label={t.name} problem={problemAt("name")}>
        {(control) => <Input {...control} placeholder={t.namePlaceholder} value={text_("name")} onChange={(e) => put("name", e.target.value)} className="font-medium" />}
      </Labelled>
      {children}
      <MatchField value={text_("match")} problem={problemAt("match")} onChange={(v) => put("match", v || undefined)} />
      <Details rule={rule} put={put} />
      <section aria-label={t.actions} className="mt-1 flex flex-col">
        <h3 className="border-b pb-1 text-xs font-semibold">{t.actions}</h3>
        {actions.length === 0 && <p className="py-2 text-xs text-muted">{t.noActions}</p>}
        {actions.map((item, at) => {
          const a = readAction(item);
          const kind = a?.kind ?? "";
          return (
            <Context key={`${at} ${kind}`} value={{ kind, problems: placed, templates }}>
              <ActionForm
                at={at}
                of={actions.length}
                action={a}
                onChange={(v) => put("actions", actions.map((x, i) => (i === at ? writeAction({ kind, value: v ?? null }) : x)))}
                onMove={(by) => put("actions", swapped(actions, at, by))}
                onRemove={() => put("actions", actions.filter((_, i) => i !== at))}
              />
            </Context>
          );
        })}
        <div className="py-2">
          <Menu items={() => kindItems((kind) => put("actions", [...actions, writeAction(newAction(kindOf(kind)))]))}>
            <Button icon={Plus}>{t.addAction}</Button>
          </Menu>
        </div>
      </section>
    </div>
  );
}

function Details({ rule, put }: { rule: Members; put(key: string, v: Value | undefined): void }) {
  const set = ["after", "final", "notes"].some((key) => rule.has(key));
  const [open, setOpen] = useState(set);
  const flag = (key: string, label: string) => (
    <Checkbox checked={rule.get(key) === true} onChange={(on) => put(key, on || undefined)}>
      {label}
    </Checkbox>
  );
  return (
    <details open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary className="w-fit rounded text-xs text-muted select-none">{t.options}</summary>
      <div className="flex flex-col gap-2 pt-2">
        <Labelled label="" hint={t.afterHint}>
          {() => flag("after", t.after)}
        </Labelled>
        <Labelled label="">{() => flag("final", t.final)}</Labelled>
        <Labelled label={t.notes}>{(control) => <TextArea {...control} rows={2} value={scalarText(rule.get("notes"))} onChange={(e) => put("notes", e.target.value || undefined)} className="min-h-0!" />}</Labelled>
      </div>
    </details>
  );
}

const order = ["name", "enabled", "match", "after", "final", "notes", "actions"];

// A key that was not there goes where people look for it.
function inOrder(rule: Members, key: string, v: Value | undefined): Members {
  if (v === undefined || rule.has(key)) return rule.with(key, v);
  const at = rule.pairs.findIndex(([k]) => order.indexOf(k) > order.indexOf(key));
  return at < 0 ? rule.with(key, v) : new (rule.constructor as typeof Members)([...rule.pairs.slice(0, at), [key, v], ...rule.pairs.slice(at)]);
}

function swapped(all: readonly Value[], at: number, by: number): Value[] {
  const next = [...all];
  [next[at], next[at + by]] = [next[at + by]!, next[at]!];
  return next;
}

function byPlace(reading: Reading, problems: readonly Problem[]): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  if (!reading.ok) return all;
  for (const p of problems) {
    if (p.line === 0) continue;
    const key = placeOf(pathAt(reading.source, p));
    all.set(key, [...(all.get(key) ?? []), p.message]);
  }
  return all;
}

/** The names of saved messages, which breakpoints can propose. */
function useTemplates(): readonly string[] {
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    get<Schemas["Template"][]>("/v1/templates", { signal: stop.signal }).then((all) => setNames(all.map((x) => x.name)), () => {}); // none are offered then
    return () => stop.abort();
  }, []);
  return names;
}
