import { BookmarkPlus, Copy, EyeOff, Filter, Pencil, Search, ShieldOff, Trash2, X } from "lucide-react";
import { useCallback, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { editPolicy, unbypass } from "@/model/act";
import { usePreference } from "@/model/preferences";
import { useLevels, useSidebar } from "@/model/sidebar/load";
import { linesOf, step, wanted, withSaved, type Line, type Saved } from "@/model/sidebar/rows";
import { status } from "@/model/status";
import { useStore } from "@/model/store";
import { addToSearch } from "@/model/traffic";
import { text } from "@/text";
import { ContextMenu, Failure, IconButton, toastWithUndo, type MenuItem } from "@/widgets";
import type { SidebarProps } from "../contract";
import { copyText } from "../copy";
import { failed } from "../failed";
import { nameOf, TreeLine } from "./line";
import { SaveDialog } from "./save";

const t = text.sidebar;
const noSaved: Saved[] = [];
const noKeys: string[] = [];

/** Applications, hosts with their paths, saved filters, what is kept, and sessions. */
export default function Sidebar({ scope, onScope, search, onSearch, session, onSession }: SidebarProps) {
  const [saved, setSaved] = usePreference<Saved[]>("filters", noSaved);
  const [closed, setClosed] = usePreference<string[]>("sidebar.closed", noKeys);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [find, setFind] = useState("");
  const [focus, setFocus] = useState("all");
  const [naming, setNaming] = useState<{ filter: string; was?: string }>();
  const box = useRef<HTMLDivElement>(null);
  const captured = useStore(status, (s) => s?.capture.session_name ?? "");
  const { value: data, error } = useSidebar(session);

  const shape = { data, saved, open, closed: useMemo(() => new Set(closed), [closed]), find: find.trim(), captured };
  // Levels that are not there yet have nothing open below them, so one pass says what is wanted.
  const known = useRef<ReturnType<typeof useLevels>>(new Map());
  const levels = useLevels(wanted(linesOf({ ...shape, levels: known.current })), session);
  known.current = levels;
  const lines = linesOf({ ...shape, levels });

  const toggle = useCallback(
    (l: Line) => {
      if (l.kind === "part") setClosed(closed.includes(l.key) ? closed.filter((k) => k !== l.key) : [...closed, l.key]);
      else
        setOpen((was) => {
          const now = new Set(was);
          if (!now.delete(l.key)) now.add(l.key);
          return now;
        });
    },
    [closed, setClosed],
  );
  const choose = useCallback(
    (l: Line) => {
      if (l.kind === "session") onSession(l.name === captured ? "" : l.name);
      else if (l.filter !== undefined) onScope(l.filter, l.filter && nameOf(l));
    },
    [captured, onScope, onSession],
  );
  const focused = useCallback((l: Line) => setFocus(l.key), []);
  const selected = (l: Line) => (l.kind === "session" ? (session || captured) === l.name : l.filter === scope);

  const keyDown = (e: KeyboardEvent) => {
    if (e.target instanceof HTMLInputElement || e.ctrlKey || e.metaKey || e.altKey) return;
    const at = Math.max(0, lines.findIndex((l) => l.key === focus));
    const line = lines[at];
    if ((e.key === "Enter" || e.key === " ") && line) {
      if (line.kind === "part") toggle(line);
      else choose(line);
    } else {
      const where = step(lines, at, e.key);
      if (!where) return;
      if ("toggle" in where) toggle(lines[where.toggle]!);
      else {
        const to = lines[where.to]!.key;
        setFocus(to);
        box.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(to)}"]`)?.focus();
      }
    }
    e.preventDefault();
    e.stopPropagation();
  };

  const remove = (name: string) => {
    const was = saved;
    setSaved(saved.filter((f) => f.name !== name));
    toastWithUndo(t.deleted(name), text.common.undo, () => {}, () => setSaved(was));
  };
  const menu = (): MenuItem[] => menuOf(lines.find((l) => l.key === focus), { onScope, onSearch, onRename: (l) => setNaming({ filter: l.filter ?? "", was: l.name }), onDelete: (l) => remove(l.name) });

  const focusable = lines.some((l) => l.key === focus) ? focus : "all";
  return (
    <nav aria-label={t.title} className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex h-8 shrink-0 items-center gap-1 border-b pr-1 pl-2">
        <Find value={find} onChange={setFind} />
        <IconButton icon={BookmarkPlus} size={14} label={search.trim() ? t.save : t.saveNothing} disabled={!search.trim()} onClick={() => setNaming({ filter: search.trim() })} className="h-6! min-w-6!" />
      </div>
      {error && !data ? <Failure title={t.failed} hint={error instanceof Error ? error.message : String(error)} /> : null}
      <ContextMenu items={menu}>
        <div ref={box} role="tree" aria-label={t.tree} onKeyDown={keyDown} className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto pb-2">
          {lines.map((l) => (
            <div key={l.key} role="none" onContextMenu={() => setFocus(l.key)}>
              <TreeLine
                line={l}
                finding={find !== ""}
                selected={selected(l)}
                focused={l.key === focusable}
                detail={l.kind === "session" && l.name === captured ? t.captured : undefined}
                onChoose={choose}
                onToggle={toggle}
                onFocus={focused}
              />
            </div>
          ))}
        </div>
      </ContextMenu>
      {naming && (
        <SaveDialog
          {...naming}
          onClose={() => setNaming(undefined)}
          onSave={(one) => {
            setSaved(withSaved(naming.was && naming.was !== one.name ? saved.filter((f) => f.name !== naming.was) : saved, one));
            setNaming(undefined);
          }}
        />
      )}
    </nav>
  );
}

function Find({ value, onChange }: { value: string; onChange(value: string): void }) {
  return (
    <div className="flex min-w-0 flex-1 items-center gap-1.5 text-muted focus-within:text-ink">
      <Search size={13} aria-hidden className="shrink-0" />
      <input
        type="text"
        aria-label={t.find}
        placeholder={t.findPlaceholder}
        value={value}
        onChange={(e) => onChange(e.target.value)}
        onKeyDown={(e) => {
          if (e.key !== "Escape" || !value) return;
          onChange("");
          e.stopPropagation();
        }}
        autoComplete="off"
        spellCheck={false}
        className="h-6 min-w-0 flex-1 bg-transparent text-xs text-ink outline-none placeholder:text-faint"
      />
      {value && <IconButton icon={X} size={12} label={t.clearFind} onClick={() => onChange("")} className="h-5! min-w-5!" />}
    </div>
  );
}

interface MenuActs {
  onScope(filter: string, name: string): void;
  onSearch(filter: string): void;
  onRename(l: Line): void;
  onDelete(l: Line): void;
}

function menuOf(l: Line | undefined, acts: MenuActs): MenuItem[] {
  if (!l || !l.filter) return [{ label: t.all, icon: Filter, onSelect: () => acts.onScope("", "") }];
  const filter = l.filter;
  const items: MenuItem[] = [
    { label: t.only, icon: Filter, onSelect: () => acts.onScope(filter, nameOf(l)) },
    { label: t.hide, icon: EyeOff, onSelect: () => addToSearch(/\s/.test(filter) ? `-(${filter})` : `-${filter}`) },
    { label: t.toSearch, icon: Search, onSelect: () => acts.onSearch(filter) },
  ];
  if (l.name) items.push("separator", { label: t.copyName, icon: Copy, onSelect: () => void copyText(l.name) });
  if (l.kind === "host" && l.name) items.push({ label: t.doNotDecrypt, icon: ShieldOff, onSelect: () => doNotDecrypt(l.name) });
  if (l.kind === "saved") items.push("separator", { label: t.rename, icon: Pencil, onSelect: () => acts.onRename(l) }, { label: text.common.delete, icon: Trash2, danger: true, onSelect: () => acts.onDelete(l) });
  return items;
}

function doNotDecrypt(host: string): void {
  editPolicy({ add: { list: "bypass", pattern: host } }).then(() => {
    toastWithUndo(t.notDecrypted(host), text.common.undo, () => {}, () => void unbypass(host).catch(failed));
  }, failed);
}
