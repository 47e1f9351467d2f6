import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { cx } from "./cx";

interface Props {
  /** "row": side by side; "column": one over the other. */
  direction: "row" | "column";
  /** Size of the sized pane in pixels. */
  size: number;
  onSize(size: number): void;
  /** Which pane has that size; the other takes the rest. */
  sized?: "first" | "second";
  min?: number;
  /** What the other pane keeps at least. */
  rest?: number;
  label: string;
  first: ReactNode;
  second: ReactNode;
  className?: string;
}

const step = 16;

/** Two panes and a line between them that can be dragged, or moved with the arrow keys. Falsy panes take no room. */
export function Split({ direction, size, onSize, sized = "first", min = 120, rest = 160, label, first, second, className }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const row = direction === "row";
  const whole = () => (row ? box.current!.clientWidth : box.current!.clientHeight);
  const clamp = (n: number) => Math.round(Math.max(min, Math.min(n, Math.max(min, whole() - rest))));

  const drag = (e: PointerEvent<HTMLDivElement>) => {
    if (e.button !== 0) return;
    const bar = e.currentTarget;
    bar.setPointerCapture(e.pointerId);
    const from = row ? e.clientX : e.clientY;
    const was = clamp(size);
    const sign = sized === "first" ? 1 : -1;
    const move = (m: globalThis.PointerEvent) => onSize(clamp(was + sign * ((row ? m.clientX : m.clientY) - from)));
    const up = () => {
      bar.removeEventListener("pointermove", move);
      bar.removeEventListener("lostpointercapture", up);
    };
    bar.addEventListener("pointermove", move);
    bar.addEventListener("lostpointercapture", up);
    e.preventDefault();
    bar.focus();
  };
  const key = (e: KeyboardEvent) => {
    const grow = row ? "ArrowRight" : "ArrowDown";
    const shrink = row ? "ArrowLeft" : "ArrowUp";
    if (e.key !== grow && e.key !== shrink) return;
    const sign = (e.key === grow ? 1 : -1) * (sized === "first" ? 1 : -1);
    onSize(clamp(size + sign * step));
    e.preventDefault();
    e.stopPropagation();
  };

  const both = Boolean(first) && Boolean(second);
  const pane = (content: ReactNode, isSized: boolean) =>
    content ? (
      <div
        className={cx("flex min-h-0 min-w-0 flex-col overflow-hidden", both && isSized ? "shrink-0" : "flex-1")}
        style={both && isSized ? { [row ? "width" : "height"]: size, [row ? "maxWidth" : "maxHeight"]: `calc(100% - ${rest}px)` } : undefined}
      >
        {content}
      </div>
    ) : null;
  return (
    <div ref={box} className={cx("flex min-h-0 min-w-0 flex-1 overflow-hidden", row ? "flex-row" : "flex-col", className)}>
      {pane(first, sized === "first")}
      {both && (
        <div
          role="separator"
          tabIndex={0}
          aria-label={label}
          aria-orientation={row ? "vertical" : "horizontal"}
          aria-valuenow={Math.round(size)}
          aria-valuemin={min}
          onPointerDown={drag}
          onKeyDown={key}
          className={cx(
            "relative z-10 shrink-0 bg-line after:absolute hover:bg-accent focus-visible:bg-accent active:bg-accent",
            row ? "w-px cursor-col-resize after:inset-y-0 after:-left-1 after:w-2.5" : "h-px cursor-row-resize after:inset-x-0 after:-top-1 after:h-2.5",
          )}
        />
      )}
      {pane(second, sized === "second")}
    </div>
  );
}
