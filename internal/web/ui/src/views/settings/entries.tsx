import { Plus, X } from "lucide-react";
import { useState, type FormEvent } from "react";
import { editPolicy } from "@/model/act";
import { ApiError } from "@/model/api";
import { endOf, found, terms, type Edit, type List, type PolicyEntry, type Term } from "@/model/settings/policy";
import { text } from "@/text";
import { Badge, Button, cx, Field, IconButton, Input, Select, toast, toastWithUndo } from "@/widgets";
import { failed } from "../failed";
import { ends } from "./ends";
import { Section } from "./parts";

const t = text.settings.policy;
const searchFrom = 12; // entries; fewer are seen at once

export type Change = (e: Edit) => Promise<boolean>;

/** One of the lists of the policy: what is in it, and a line to add to it. */
export function Entries({ list, entries, change, onChanged }: { list: List; entries: readonly PolicyEntry[]; change: Change; onChanged(): void }) {
  const [search, setSearch] = useState("");
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const there = entries.filter((e) => !gone.has(e.pattern));
  const shown = found(there, search);
  const hide = (pattern: string, hidden: boolean) =>
    setGone((was) => {
      const now = new Set(was);
      if (hidden) now.add(pattern);
      else now.delete(pattern);
      return now;
    });
  const remove = ({ pattern }: PolicyEntry) => {
    hide(pattern, true);
    const back = () => hide(pattern, false);
    toastWithUndo(t.removed(pattern), text.common.undo, () => void change({ remove: { list, pattern } }).finally(back), back);
  };
  return (
    <Section
      title={t.lists[list]}
      hint={t.listHints[list]}
      actions={entries.length > searchFrom && <Input type="search" aria-label={t.search} placeholder={t.search} value={search} onChange={(e) => setSearch(e.target.value)} className="max-w-52" />}
    >
      {shown.length === 0 ? (
        <p className="text-sm text-muted">{there.length ? t.none : t.empty[list]}</p>
      ) : (
        <ul className="border-t" aria-label={t.lists[list]}>
          {shown.map((e) => (
            <li key={`${e.line} ${e.pattern}`} className="flex min-h-7 items-center gap-2 border-b text-xs">
              <code className={cx("min-w-40 flex-1 font-mono select-text [overflow-wrap:anywhere]", e.expired && "text-faint line-through")}>{e.pattern}</code>
              <span className="flex min-w-0 flex-1 items-center gap-2">
                {e.auto && (
                  <Badge tone="info" title={t.autoHint}>
                    {t.auto}
                  </Badge>
                )}
                <span className="min-w-0 truncate text-muted" title={e.note}>
                  {e.note}
                </span>
              </span>
              <span className={cx("w-56 shrink-0 text-right max-md:w-auto", e.expired ? "text-faint" : e.until ? "text-warn" : "text-muted")}>{ends(e.until, e.expired)}</span>
              <IconButton icon={X} size={13} label={t.remove(e.pattern)} onClick={() => remove(e)} />
            </li>
          ))}
        </ul>
      )}
      <Adding list={list} onAdded={(pattern) => (hide(pattern, false), onChanged())} />
    </Section>
  );
}

function Adding({ list, onAdded }: { list: List; onAdded(pattern: string): void }) {
  const [pattern, setPattern] = useState("");
  const [note, setNote] = useState("");
  const [term, setTerm] = useState<Term>("always");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const add = async (e: FormEvent) => {
    e.preventDefault();
    if (!pattern.trim() || busy) return;
    setBusy(true);
    try {
      const until = endOf(term, new Date());
      await editPolicy({ add: { list, pattern: pattern.trim(), ...(until && { until }), ...(note.trim() && { note: note.trim() }) } });
      toast(t.added(pattern.trim()));
      setPattern("");
      setNote("");
      setTerm("always");
      setError("");
      onAdded(pattern.trim());
    } catch (err) {
      if (err instanceof ApiError && !err.disconnected) setError(t.refused(err.form.column ?? 0, [err.message, err.hint].filter(Boolean).join(". ")));
      else failed(err);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(e) => void add(e)} aria-label={t.lists[list]} className="flex flex-wrap items-start gap-2">
      <Field label={t.pattern} error={error} hint={pattern && t.patternHint} className="min-w-56 flex-2">
        {(control) => <Input {...control} mono value={pattern} onChange={(e) => (setPattern(e.target.value), setError(""))} />}
      </Field>
      <Field label={t.note} className="min-w-36 flex-1">
        {(control) => <Input {...control} value={note} onChange={(e) => setNote(e.target.value)} />}
      </Field>
      <Field label={t.term} className="w-28">
        {(control) => <Select {...control} value={term} onValue={(v) => setTerm(v as Term)} options={terms.map((v) => ({ value: v, label: t.terms[v] }))} />}
      </Field>
      <Button type="submit" icon={Plus} disabled={!pattern.trim()} busy={busy} className="mt-5">
        {t.add}
      </Button>
    </form>
  );
}
