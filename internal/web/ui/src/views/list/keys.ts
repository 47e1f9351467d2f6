import { cursor, extendTo, moveTo } from "@/model/list/cursor";
import type { Feed } from "@/model/list/feed";
import { useKeys, type Binding } from "@/model/keys";
import { select, selection } from "@/model/traffic";
import { text } from "@/text";
import type { VirtualHandle } from "@/widgets";
import { copy, deleteSoon, edit, leaveAlone, newRule, pin, sendAgain, comment, type Subject } from "../actions";
import { rowDomID } from "./row";
import { selectAll, selectRange } from "./selectall";

interface Context {
  feed: Feed;
  handle: { current: VirtualHandle | null };
  onFollow(): void;
  /** The person went to a row; last says whether to the last one. */
  onMoved(last: boolean): void;
  onInspect(): void;
  subject(): Subject | undefined;
}

// What has a use of its own for arrows and the like.
const takers = "input, textarea, select, [contenteditable], [role=tree], [role=tablist], [role=separator], [role=listbox], [data-inspector], [tabindex='0']:not(button):not([data-grid])";

const t = text.list.keys;
const a = text.actions;

/** The keys of the list. Letters work wherever nobody types; arrows only where nothing else takes them. */
export function useListKeys(c: Context): void {
  const idAt = (i: number) => c.feed.row(i)?.id;
  const total = () => c.feed.state.get().total;
  const clamp = (i: number) => Math.max(0, Math.min(total() - 1, i));
  const inList = () => {
    const el = document.activeElement;
    return !el || el === document.body || el === c.handle.current?.element();
  };
  const free = () => inList() || !document.activeElement?.closest(takers);
  const start = () => {
    const { index } = cursor.get();
    if (index >= 0) return index;
    const seen = c.handle.current?.seen();
    return seen ? (c.handle.current!.atEnd() ? seen.last + 1 : seen.first - 1) : -1;
  };
  const to = (index: number, extend = false) => {
    if (!total()) return;
    const i = clamp(index);
    c.onMoved(i === total() - 1);
    if (extend) extendTo(i, idAt) || void selectRange();
    else moveTo(i, idAt);
    c.handle.current?.scrollTo(i);
    c.handle.current?.element()?.focus({ preventScroll: true });
  };
  const by = (n: number, extend = false) => () => to(start() + n, extend);
  const arrow = (n: number, extend = false) => () => (free() ? to(start() + n, extend) : false);
  const page = () => {
    const s = c.handle.current?.seen();
    return s ? Math.max(1, s.last - s.first) : 10;
  };
  const on = (f: (s: Subject) => void) => () => {
    const s = c.subject();
    if (!s) return false;
    f(s);
    return undefined;
  };
  const exchange = (f: (s: Subject) => void) => on((s) => s.entry.kind === "exchange" && f(s));
  const captured = (f: (s: Subject) => void) => on((s) => !s.session && f(s));

  const bindings: Binding[] = [
    { keys: ["j"], also: ["ArrowDown"], label: t.down, run: by(1) },
    { keys: ["k"], also: ["ArrowUp"], label: t.up, run: by(-1) },
    { keys: ["ArrowDown"], label: "", run: arrow(1) },
    { keys: ["ArrowUp"], label: "", run: arrow(-1) },
    { keys: ["J", "Shift+ArrowDown"], label: t.extendDown, run: by(1, true) },
    { keys: ["K", "Shift+ArrowUp"], label: t.extendUp, run: by(-1, true) },
    { keys: ["PageDown"], also: ["PageUp"], label: t.page, run: () => (free() ? to(start() + page()) : false) },
    { keys: ["PageUp"], label: "", run: () => (free() ? to(start() - page()) : false) },
    { keys: ["Shift+PageDown"], label: "", run: () => (free() ? to(start() + page(), true) : false) },
    { keys: ["Shift+PageUp"], label: "", run: () => (free() ? to(start() - page(), true) : false) },
    { keys: ["Home"], also: ["End"], label: t.ends, run: () => (free() ? to(0) : false) },
    { keys: ["End"], label: "", run: () => (free() ? to(total() - 1) : false) },
    { keys: ["Shift+Home"], label: "", run: () => (free() ? to(0, true) : false) },
    { keys: ["Shift+End"], label: "", run: () => (free() ? to(total() - 1, true) : false) },
    { keys: ["Mod+a"], label: t.all, run: () => (free() ? void selectAll(total()) : false) },
    { keys: ["Enter"], label: t.open, run: () => (inList() && c.subject() ? c.onInspect() : false) },
    { keys: ["f"], label: t.follow, run: c.onFollow },
    { keys: ["Escape"], label: t.none, run: () => (selection.get().ids.size ? select(null) : false) },
  ];
  const actions: Binding[] = [
    { keys: ["ContextMenu", "Shift+F10"], label: t.menu, run: () => (free() ? openMenu() : false) },
    { keys: ["r"], label: a.replay, run: exchange((s) => void sendAgain(s)) },
    { keys: ["e"], label: a.edit, run: exchange(edit) },
    { keys: ["b"], label: a.rules.breakpoint!, run: exchange((s) => newRule("breakpoint", s.entry.id)) },
    { keys: ["m"], label: a.rules["map-local"]!, run: exchange((s) => newRule("map-local", s.entry.id)) },
    { keys: ["x"], label: `${a.bypass}: ${a.bypassHour}`, run: on((s) => void leaveAlone(s.entry.id, s.session, "hour", "client")) },
    { keys: ["p"], label: a.pin, run: captured(pin) },
    { keys: ["c"], label: a.comment, run: captured(comment) },
    { keys: ["Mod+c"], label: a.copyTheURL, run: () => (getSelection()?.isCollapsed === false ? false : on((s) => void copy(a.copyURL, s.entry.url))()) },
    { keys: ["Delete", "Backspace"], label: a.delete, run: captured((s) => deleteSoon(s.ids)) },
  ];
  useKeys({ title: text.actions.title, bindings: actions });
  useKeys({ title: text.list.keysTitle, bindings });
}

// The menu key opens the menu at the row, as a right click there would.
function openMenu(): void {
  const row = document.getElementById(rowDomID(cursor.get().index));
  if (!row) return;
  const at = row.getBoundingClientRect();
  row.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, clientX: at.left + 120, clientY: at.bottom - 4 }));
}
