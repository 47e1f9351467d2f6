import { Trash2, X } from "lucide-react";
import type { Form } from "@/model/compose/form";
import type { Past } from "@/model/compose/history";
import { splitURL } from "@/model/message/query";
import { text } from "@/text";
import { IconButton, toast } from "@/widgets";

const t = text.compose;

/** What was sent, the latest first. */
export function HistoryList({ past, onChange, onOpen }: { past: readonly Past[]; onChange(past: Past[]): void; onOpen(form: Form): void }) {
  const clear = () => {
    const was = [...past];
    onChange([]);
    toast(t.cleared, { action: { label: text.common.undo, run: () => onChange(was) } });
  };
  return (
    <section aria-label={t.history} className="flex min-h-0 flex-1 flex-col bg-panel">
      <header className="flex h-8 shrink-0 items-center border-b pr-1 pl-3">
        <h2 className="flex-1 text-xs font-semibold">{t.history}</h2>
        {past.length > 0 && <IconButton icon={Trash2} size={14} label={t.clearHistory} onClick={clear} />}
      </header>
      {past.length === 0 && <p className="p-3 text-xs text-muted">{t.noHistory}</p>}
      <ul className="min-h-0 flex-1 overflow-y-auto">
        {past.map((p, i) => (
          <Item key={`${p.at} ${i}`} past={p} onOpen={() => onOpen(p.form)} onForget={() => onChange(past.filter((x) => x !== p))} />
        ))}
      </ul>
    </section>
  );
}

function Item({ past, onOpen, onForget }: { past: Past; onOpen(): void; onForget(): void }) {
  const { form } = past;
  const { base, query } = splitURL(form.url);
  const [, host = base, path = ""] = /^[a-z]+:\/\/([^/]+)(.*)$/i.exec(base) ?? [];
  return (
    <li className="group relative flex border-b">
      <button type="button" onClick={onOpen} title={`${form.method} ${form.url}`} className="min-w-0 flex-1 px-3 py-1 text-left text-xs hover:bg-hover">
        <span className="flex items-baseline gap-1.5">
          <span className="font-semibold">{form.method}</span>
          <span className="min-w-0 flex-1 truncate font-mono">
            {path || "/"}
            {query && `?${query}`}
          </span>
        </span>
        <span className="flex items-baseline gap-1.5 text-2xs text-muted">
          <span className="min-w-0 flex-1 truncate">{host}</span>
          <time dateTime={past.at} className="tabular-nums group-focus-within:invisible group-hover:invisible">
            {t.at(past.at)}
          </time>
        </span>
      </button>
      <IconButton icon={X} size={12} label={t.forget(`${form.method} ${form.url}`)} onClick={onForget} className="absolute right-1 bottom-0.5 h-5 min-w-5 opacity-0 group-hover:opacity-100 focus-visible:opacity-100" />
    </li>
  );
}
