import { useEffect, useImperativeHandle, useLayoutEffect, useReducer, useRef, type HTMLAttributes, type ReactNode, type Ref } from "react";
import { flushSync } from "react-dom";
import { cx } from "./cx";
import { areaHeight, clampTop, maxTop, rowsAt, scaled, scrollAt, topAt, topFor, type Extent } from "./scale";

export interface VirtualHandle {
  scrollTo(row: number, align?: "nearest" | "start" | "center"): void;
  /** Keeps what is seen in place when n rows came (n < 0: went) above it. */
  shift(n: number): void;
  /** The first and last row that can be seen in whole. */
  seen(): { first: number; last: number };
  atEnd(): boolean;
  element(): HTMLDivElement | null;
}

interface Props extends Omit<HTMLAttributes<HTMLDivElement>, "children"> {
  count: number;
  rowHeight: number;
  /** Draws a row; it is put in its place and given its height. */
  row(index: number): ReactNode;
  /**
   * Elements are used again for other rows, which is faster, but then their order in the
   * document is not that of the rows, and rows must not have state.
   */
  recycle?: boolean;
  /** Stays on top; scrolls sideways with the rows. */
  header?: ReactNode;
  headerHeight?: number;
  /** The least width of the rows; beyond that of the pane, it scrolls sideways. */
  width?: number | string;
  overscan?: number;
  /** Whether arrows, Page Down and the like scroll; false: whoever uses it has another use of them. */
  scrollKeys?: boolean;
  /** Keeps the last rows in view when rows come. */
  follow?: boolean;
  /**
   * Whether there is something to draw of these rows. After a jump to where there is not, those
   * of before are hidden until there is: rows are drawn once, not empty first.
   */
  ready?(first: number, last: number): boolean;
  /** The rows that are seen changed: last is exclusive. */
  onRows?(first: number, last: number): void;
  /** The person scrolled; atEnd says whether to the last row. */
  onScrolled?(atEnd: boolean): void;
  /** Role and the like of the element around the rows. */
  rowsProps?: HTMLAttributes<HTMLDivElement>;
  handle?: Ref<VirtualHandle>;
}

interface Drawn {
  first: number;
  last: number;
  base: number;
  rows: ReactNode[];
}
const nothing: Drawn = { first: -1, last: -1, base: 0, rows: [] };

const away = "translateY(-200000px)"; // out of sight, which asks for less than being invisible

const rebase = 400_000; // pixels: row positions stay small numbers
const baseOf = (top: number) => Math.floor(top / rebase) * rebase;

/** Rows of one height, any number of them; those that are seen are in the document. */
export function VirtualRows(props: Props) {
  const { count, rowHeight, row, header, headerHeight = 0, width, overscan = 4, follow, ready, onRows, onScrolled, rowsProps, handle, recycle, scrollKeys = true, className, ...rest } = props;
  const box = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const at = useRef({ top: 0, view: 0, expected: -1, held: false, drawn: nothing });
  const [, draw] = useReducer((n: number) => n + 1, 0);

  const extent: Extent = { count, rowHeight, view: at.current.view };
  // Known before the rows are drawn: they are drawn once.
  if (follow && extent.view) at.current.top = maxTop(extent);
  const latest = useRef({ extent, follow, onScrolled });
  latest.current = { extent, follow, onScrolled };

  const place = (top: number) => {
    const e = latest.current.extent;
    at.current.top = clampTop(e, top);
    const to = scrollAt(e, at.current.top);
    const el = box.current;
    if (el && Math.abs(el.scrollTop - to) >= 0.5) {
      el.scrollTop = to;
      at.current.expected = el.scrollTop;
    }
  };

  useEffect(() => {
    const el = box.current!;
    // Said first: who follows new rows is brought to them by the drawing.
    const moved = () => {
      const { extent } = latest.current;
      const { top, drawn, held } = at.current;
      const { first, last } = rowsAt(extent, top, overscan);
      const atEnd = top >= maxTop(extent) - 1;
      if (!held && first === drawn.first && last === drawn.last && baseOf(top) === drawn.base) {
        layer.current!.style.transform = `translateY(${drawn.base - top}px)`; // the same rows
        latest.current.onScrolled?.(atEnd);
        return;
      }
      flushSync(() => {
        latest.current.onScrolled?.(atEnd);
        draw();
      });
    };
    const scroll = () => {
      if (Math.abs(el.scrollTop - at.current.expected) < 1) {
        at.current.expected = -1;
        return;
      }
      const top = topAt(latest.current.extent, el.scrollTop);
      if (top === at.current.top) return;
      at.current.top = top;
      moved();
    };
    const wheel = (e: WheelEvent) => {
      if (!scaled(latest.current.extent) || e.ctrlKey || e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) return;
      e.preventDefault();
      const unit = e.deltaMode === 1 ? rowHeight : e.deltaMode === 2 ? at.current.view : 1;
      place(at.current.top + e.deltaY * unit);
      moved();
    };
    const key = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.target !== el) return;
      const to = keyTop(e, at.current.top, latest.current.extent);
      if (to === undefined) return;
      e.preventDefault();
      place(to);
      moved();
    };
    el.addEventListener("scroll", scroll, { passive: true });
    el.addEventListener("wheel", wheel, { passive: false });
    if (scrollKeys) el.addEventListener("keydown", key);
    const resized = new ResizeObserver(() => {
      const view = Math.max(0, el.clientHeight - headerHeight);
      if (view === at.current.view) return;
      at.current.view = view;
      latest.current.extent = { ...latest.current.extent, view };
      place(latest.current.follow ? Infinity : at.current.top);
      draw();
    });
    resized.observe(el);
    return () => {
      el.removeEventListener("scroll", scroll);
      el.removeEventListener("wheel", wheel);
      el.removeEventListener("keydown", key);
      resized.disconnect();
    };
  }, [headerHeight, rowHeight, scrollKeys, overscan]);

  useLayoutEffect(() => {
    if (!at.current.view) return;
    const was = at.current.top;
    place(was);
    if (was !== at.current.top) draw();
  }, [count, follow, rowHeight]);

  useImperativeHandle(handle, () => ({
    scrollTo(to, align = "nearest") {
      const e = latest.current.extent;
      place(topFor(e, at.current.top, to, align));
      draw();
    },
    shift(n) {
      // The rows are counted anew by the caller, maybe in this very render.
      const e = latest.current.extent;
      latest.current.extent = { ...e, count: Math.max(e.count, e.count + n) };
      place(at.current.top + n * e.rowHeight);
      draw();
    },
    seen() {
      const { top, view } = at.current;
      return { first: Math.ceil(top / rowHeight), last: Math.max(Math.ceil(top / rowHeight), Math.floor((top + view) / rowHeight) - 1) };
    },
    atEnd: () => at.current.top >= maxTop(latest.current.extent) - 1,
    element: () => box.current,
  }));

  const { top, view } = at.current;
  const { first, last } = rowsAt(extent, Math.min(top, maxTop(extent)), overscan);
  useEffect(() => {
    onRows?.(first, last);
  }, [first, last, onRows]);

  const apart = first >= at.current.drawn.last || last <= at.current.drawn.first;
  const held = Boolean(ready && at.current.drawn.rows.length && apart && first < last && !ready(first, last));
  at.current.held = held;
  if (!held) at.current.drawn = drawRows();
  const { base, rows } = at.current.drawn;

  function drawRows(): Drawn {
    const base = baseOf(top);
    const rows: ReactNode[] = [];
    const put = (i: number, key: number) =>
      rows.push(
        <div key={key} role="presentation" className={recycle ? "absolute inset-x-0 top-0 [contain:strict]" : "absolute inset-x-0 top-0"} style={{ height: rowHeight, transform: `translateY(${i * rowHeight - base}px)` }}>
          {row(i)}
        </div>,
      );
    if (view > 0 && recycle) {
      const slots = Math.ceil(view / rowHeight) + 2 * overscan + 1;
      for (let slot = 0; slot < slots; slot++) {
        const i = first + ((slot - (first % slots) + slots) % slots);
        if (i < last) put(i, slot);
      }
    } else if (view > 0) for (let i = first; i < last; i++) put(i, i);
    return { first, last, base, rows };
  }

  return (
    <div ref={box} {...rest} className={cx("relative min-h-0 min-w-0 flex-1 overflow-auto overscroll-contain [overflow-anchor:none]", className)}>
      <div role="presentation" className="relative" style={{ minWidth: width }}>
        {header && (
          <div role="presentation" className="sticky top-0 z-10" style={{ height: headerHeight }}>
            {header}
          </div>
        )}
        <div {...rowsProps} aria-busy={held || undefined} className="sticky overflow-clip [contain:layout_paint_style]" style={{ top: headerHeight, height: view }}>
          <div ref={layer} role="presentation" className="absolute inset-x-0 top-0" style={{ transform: held ? away : `translateY(${base - top}px)` }}>
            {rows}
          </div>
        </div>
        <div aria-hidden style={{ height: Math.max(0, areaHeight(extent) - view) }} />
      </div>
    </div>
  );
}

function keyTop(e: KeyboardEvent, top: number, x: Extent): number | undefined {
  const page = Math.max(x.rowHeight, x.view - x.rowHeight);
  switch (e.key) {
    case "ArrowDown":
      return top + x.rowHeight;
    case "ArrowUp":
      return top - x.rowHeight;
    case "PageDown":
      return top + page;
    case "PageUp":
      return top - page;
    case " ":
      return e.shiftKey ? top - page : top + page;
    case "Home":
      return 0;
    case "End":
      return maxTop(x);
  }
  return undefined;
}
