import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { clampWidth, moveColumn, setWidth, type Column } from "@/model/list/columns";
import { query } from "@/model/traffic";
import { useStore } from "@/model/store";
import { text } from "@/text";
import { ContextMenu, cx, type MenuItem } from "@/widgets";
import { columnName, columnShort } from "./names";

interface Props {
  columns: readonly Column[];
  all: readonly Column[];
  onColumns(all: readonly Column[]): void;
  onChoose(): void;
}

const t = text.list;

/** Sorts by a column, the other way round the next time, and by number after that. */
export function sortBy(column: Column): void {
  if (!column.sort) return;
  const { sort } = column;
  query.set((q) => {
    if (q.sort !== sort) return { ...q, sort, desc: Boolean(column.right) && sort !== "id" };
    const first = Boolean(column.right && sort !== "id");
    return q.desc === first ? { ...q, desc: !first } : { ...q, sort: "id", desc: false };
  });
}

/** The row of column names: click sorts, dragging moves, the edge sets the width. One tab stop; arrow keys go from one to the next. */
export const Header = memo(function Header({ columns, all, onColumns, onChoose }: Props) {
  const { sort, desc } = useStore(query);
  const [at, setAt] = useState(0);
  const [over, setOver] = useState<string>();
  const row = useRef<HTMLDivElement>(null);
  const onWidth = (id: string, width: number) => onColumns(setWidth(all, id, width));

  const key = (e: KeyboardEvent, i: number, c: Column) => {
    const step = e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    e.preventDefault();
    e.stopPropagation();
    if (e.shiftKey) return onWidth(c.id, clampWidth(c.width + step * 8));
    const to = Math.max(0, Math.min(columns.length - 1, i + step));
    if (e.altKey) {
      const before = step > 0 ? columns[to + 1]?.id : columns[to]?.id;
      onColumns(moveColumn(all, c.id, before ?? ""));
    }
    setAt(to);
    row.current?.querySelectorAll<HTMLElement>("[data-column]")[to]?.focus();
  };

  return (
    <div role="rowgroup" className="h-full border-b bg-panel">
      <div ref={row} role="row" aria-rowindex={1} className="grid h-full items-stretch border-l-3 border-transparent text-2xs font-medium text-muted [grid-template-columns:var(--cols)]">
        {columns.map((c, i) => {
          const sorted = c.sort === sort;
          return (
            <ContextMenu key={c.id} items={() => menu(c, all, onColumns, onChoose)}>
              <div
                role="columnheader"
                aria-sort={sorted ? (desc ? "descending" : "ascending") : undefined}
                className={cx("relative flex min-w-0 items-stretch", over === c.id && "bg-accent-soft")}
              >
                <button
                  type="button"
                  data-column={c.id}
                  tabIndex={i === Math.min(at, columns.length - 1) ? 0 : -1}
                  aria-label={columnName(c.id)}
                  title={columnName(c.id)}
                  onClick={() => sortBy(c)}
                  onKeyDown={(e) => key(e, i, c)}
                  onFocus={() => setAt(i)}
                  onPointerDown={(e) => dragColumn(e, c.id, setOver, (before) => onColumns(moveColumn(all, c.id, before)))}
                  className={cx("flex min-w-0 flex-1 items-center gap-0.5 px-1.5 select-none", c.right && "justify-end", c.sort ? "hover:text-ink" : "cursor-default", sorted && "text-ink")}
                >
                  <span className="truncate">{columnShort(c.id)}</span>
                  {sorted && (sort !== "id" || desc) && (desc ? <ArrowDown size={11} aria-hidden className="shrink-0" /> : <ArrowUp size={11} aria-hidden className="shrink-0" />)}
                </button>
                <div
                  aria-hidden
                  onPointerDown={(e) => dragWidth(e, c.width, (w) => onWidth(c.id, w))}
                  onDoubleClick={() => onWidth(c.id, clampWidth(widest(c.id)))}
                  className="absolute inset-y-1 -right-1 z-10 w-2 cursor-col-resize after:absolute after:inset-y-0 after:left-[3px] after:w-px after:bg-line hover:after:bg-accent"
                />
              </div>
            </ContextMenu>
          );
        })}
      </div>
    </div>
  );
});

function menu(c: Column, all: readonly Column[], onColumns: Props["onColumns"], onChoose: () => void): MenuItem[] {
  const name = columnName(c.id);
  const set = (desc: boolean) => () => query.set((q) => ({ ...q, sort: c.sort!, desc }));
  const sorting: MenuItem[] = c.sort
    ? [
        { label: t.sortUp(name), onSelect: set(false) },
        { label: t.sortDown(name), onSelect: set(true) },
        { label: t.sortOff, onSelect: () => query.set((q) => ({ ...q, sort: "id", desc: false })) },
        "separator",
      ]
    : [];
  const hide: MenuItem = { label: t.hideColumn(name), disabled: all.filter((o) => o.shown).length < 2, onSelect: () => onColumns(all.map((o) => (o.id === c.id ? { ...o, shown: false } : o))) };
  return [...sorting, hide, { label: t.chooseColumns, onSelect: onChoose }];
}

function dragWidth(e: PointerEvent<HTMLElement>, was: number, onWidth: (w: number) => void): void {
  if (e.button !== 0) return;
  e.preventDefault();
  e.stopPropagation();
  const from = e.clientX;
  follow(e, (m) => onWidth(clampWidth(was + m.clientX - from)));
}

// Moves a column: it is a drag once the pointer has gone some way, a click before.
function dragColumn(e: PointerEvent<HTMLElement>, id: string, over: (id: string | undefined) => void, drop: (before: string) => void): void {
  if (e.button !== 0) return;
  const from = e.clientX;
  let target: string | undefined;
  follow(
    e,
    (m) => {
      if (Math.abs(m.clientX - from) < 6 && target === undefined) return;
      target = columnAt(m.clientX, m.clientY) ?? target;
      over(target === id ? undefined : target);
    },
    (m) => {
      over(undefined);
      if (target === undefined || target === id) return;
      swallowClick();
      const right = m.clientX > from;
      drop(right ? (nextColumn(target) ?? "") : target);
    },
  );
}

function follow(e: PointerEvent<HTMLElement>, move: (m: globalThis.PointerEvent) => void, end?: (m: globalThis.PointerEvent) => void): void {
  const el = e.currentTarget;
  el.setPointerCapture(e.pointerId);
  const up = (m: globalThis.PointerEvent) => {
    el.removeEventListener("pointermove", move);
    el.removeEventListener("pointerup", up);
    el.removeEventListener("pointercancel", up);
    end?.(m);
  };
  el.addEventListener("pointermove", move);
  el.addEventListener("pointerup", up);
  el.addEventListener("pointercancel", up);
}

function columnAt(x: number, y: number): string | undefined {
  const cell = document.elementFromPoint(x, y)?.closest("[role=columnheader]");
  return cell?.querySelector<HTMLElement>("[data-column]")?.dataset.column;
}

function nextColumn(id: string): string | undefined {
  const cell = document.querySelector(`[data-column="${CSS.escape(id)}"]`)?.closest("[role=columnheader]");
  return cell?.nextElementSibling?.querySelector<HTMLElement>("[data-column]")?.dataset.column;
}

// The click that ends a drag is not meant.
function swallowClick(): void {
  const stop = (e: Event) => e.stopPropagation();
  addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", stop, { capture: true }), 0);
}

// The width that the widest cell that is seen needs.
function widest(id: string): number {
  const head = document.querySelector(`[data-column="${CSS.escape(id)}"]`)?.closest("[role=columnheader]");
  const at = head?.parentElement ? [...head.parentElement.children].indexOf(head) : -1;
  let most = 40;
  const measure = document.createRange();
  for (const row of document.querySelectorAll("[data-index]")) {
    const cell = row.children[at];
    if (!cell) continue;
    measure.selectNodeContents(cell);
    most = Math.max(most, measure.getBoundingClientRect().width + 14);
  }
  return most;
}
