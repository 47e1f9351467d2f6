import { ChevronDown, ChevronRight } from "lucide-react";
import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent, type Ref } from "react";
import { lineText, valueIn, widthOf } from "@/model/inspect/cells";
import type { Mark } from "@/model/inspect/matches";
import type { ViewLine, ViewPage } from "@/model/inspect/view";
import type { Windowed } from "@/model/inspect/windowed";
import { chord } from "@/model/keys";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { ContextMenu, cx, Spans, VirtualRows, type Line, type MenuItem, type VirtualHandle } from "@/widgets";
import { copyText } from "../copy";

interface Props {
  view: Schemas["View"];
  rows: Windowed<ViewLine, ViewPage>;
  want(from: number, to: number): void;
  label: string;
  /** Closes or opens the fold that begins in a row. */
  onFlip(row: number): void;
  marks(row: number, before: number): Mark[];
  /** What else a row offers. */
  menu: ((line: ViewLine) => MenuItem[]) | undefined;
  handle: Ref<VirtualHandle>;
}

const rowHeight = 18;
const deepest = 64; // levels that are indented

/** The rows of a view: numbers, folds, spans. With folds it is a tree that the arrow keys go through. */
export function ViewRows({ view, rows, want, label, onFlip, marks, menu, handle }: Props) {
  const id = useId();
  const box = useRef<VirtualHandle>(null);
  const [cursor, setCursor] = useState(-1);
  const widest = useRef(0);
  const over = useRef<ViewLine>(undefined);
  const t = text.inspector.body;
  const tree = view.folds;
  const total = view.shown_lines;
  const digits = String(view.total_lines).length;
  useEffect(() => {
    widest.current = 0;
  }, [view.kind]);
  const both = useCallback(
    (h: VirtualHandle | null) => {
      box.current = h;
      if (typeof handle === "function") handle(h);
      else if (handle) handle.current = h;
    },
    [handle],
  );
  const move = (to: number) => {
    const at = Math.max(0, Math.min(to, total - 1));
    setCursor(at);
    box.current?.scrollTo(at);
  };
  const key = (e: KeyboardEvent) => {
    if (!tree || e.target !== e.currentTarget) return;
    const line = rows.row(cursor);
    if (line && chord(e) === "Mod+c" && getSelection()?.isCollapsed !== false) {
      e.preventDefault();
      copy(lineText(line.s));
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return;
    const page = Math.max(1, (box.current?.seen().last ?? 0) - (box.current?.seen().first ?? 0));
    switch (e.key) {
      case "ArrowDown":
        move(cursor < 0 ? (box.current?.seen().first ?? 0) : cursor + 1);
        break;
      case "ArrowUp":
        move(cursor < 0 ? (box.current?.seen().first ?? 0) : cursor - 1);
        break;
      case "PageDown":
        move(cursor + page);
        break;
      case "PageUp":
        move(cursor - page);
        break;
      case "Home":
        move(0);
        break;
      case "End":
        move(total - 1);
        break;
      case "ArrowRight":
      case "ArrowLeft":
      case "Enter":
      case " ":
        if (!line?.e) return;
        if (e.key === "ArrowRight" ? line.x : e.key === "ArrowLeft" ? !line.x : true) onFlip(line.n);
        break;
      default:
        return;
    }
    e.preventDefault();
  };
  const row = (at: number) => {
    const line = rows.row(at);
    if (!line) return null;
    const spans = line.s as unknown as Line;
    const indent = 2 * Math.min(line.d, deepest);
    widest.current = Math.max(widest.current, indent + widthOf(spans));
    const above = line.c ? rows.row(at - 1) : undefined;
    return (
      <div
        id={`${id}-${at}`}
        role={tree ? "treeitem" : undefined}
        aria-level={tree ? line.d + 1 : undefined}
        aria-expanded={tree && line.e ? !line.x : undefined}
        aria-selected={tree ? at === cursor : undefined}
        onMouseDown={tree ? () => setCursor(at) : undefined}
        data-line={line.n}
        data-at={at}
        className={cx("flex h-full items-center whitespace-pre", tree && at === cursor && "bg-selected-quiet")}
      >
        <span className={cx("sticky left-0 z-1 flex h-full shrink-0 items-center justify-end gap-0.5 pl-2 text-faint select-none", at === cursor && tree ? "bg-selected-quiet" : "bg-bg")}>
          <span aria-hidden style={{ width: `${digits}ch` }} className="text-right">
            {line.c ? "" : (line.l ?? line.n)}
          </span>
          {tree ? <Fold line={line} onFlip={onFlip} /> : <span className="w-2" />}
        </span>
        <span className="pr-4" style={{ paddingLeft: `${indent}ch` }}>
          <Spans line={spans} marks={marks(line.n, above ? lengthOf(above) : 0)} />
          {line.x && <Closed line={line} />}
        </span>
      </div>
    );
  };
  const items = (): MenuItem[] => {
    const line = over.current;
    const value = line && valueIn(line.s);
    return [
      { label: t.copyLine, disabled: !line, onSelect: () => copy(line && lineText(line.s)) },
      { label: t.copyValue, disabled: value === undefined, onSelect: () => copy(value) },
      ...(line && menu ? menu(line) : []),
    ];
  };
  const note = (e: MouseEvent) => {
    const at = (e.target as Element).closest<HTMLElement>("[data-at]")?.dataset.at;
    over.current = at === undefined ? rows.row(cursor) : rows.row(Number(at));
  };
  return (
    <ContextMenu items={items}>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col" onContextMenuCapture={note}>
        <VirtualRows
        count={total}
        rowHeight={rowHeight}
        row={row}
        onRows={want}
        handle={both}
        width={`calc(${widest.current + digits}ch + 48px)`}
        tabIndex={0}
        role={tree ? "tree" : "document"}
        aria-label={label}
        aria-activedescendant={tree && cursor >= 0 ? `${id}-${cursor}` : undefined}
        onKeyDownCapture={key}
        data-view={view.kind}
        className="bg-bg font-mono text-xs -outline-offset-2"
      />
      </div>
    </ContextMenu>
  );
}

function copy(said: string | undefined): void {
  if (said !== undefined) void copyText(said);
}

const closing: Record<string, string> = { "{": "}", "[": "]", "(": ")" };

/** What stands for the rows of a closed fold. */
function Closed({ line }: { line: ViewLine }) {
  return (
    <>
      <span className="mx-px rounded bg-sunken px-1 text-faint">…</span>
      <span className="t-mark">{closing[lineText(line.s).at(-1) ?? ""]}</span>
      <span className="pl-2 font-sans text-2xs text-faint">{text.inspector.body.hidden(line.e - line.n)}</span>
    </>
  );
}

function Fold({ line, onFlip }: { line: ViewLine; onFlip(row: number): void }) {
  if (!line.e) return <span className="w-3.5" />;
  const Icon = line.x ? ChevronRight : ChevronDown;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={text.inspector.body.fold(line.n)}
      onMouseDown={(e) => {
        e.preventDefault(); // the tree has the focus, not the button
        e.currentTarget.closest<HTMLElement>("[role=tree]")?.focus({ preventScroll: true });
      }}
      onClick={() => onFlip(line.n)}
      className="flex w-3.5 justify-center rounded-xs hover:bg-hover hover:text-ink"
    >
      <Icon size={12} aria-hidden />
    </button>
  );
}

const lengthOf = (line: ViewLine) => line.s.reduce((n, [, s = ""]) => n + s.length, 0);
