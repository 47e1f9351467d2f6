import { memo, useEffect, useLayoutEffect, useRef } from "react";
import { barOf, span } from "@/model/list/scale";
import type { Row } from "@/model/types";
import { cx } from "@/widgets";

/**
 * When an entry happened and how long it took, among those that are seen: waiting, then
 * receiving. It is drawn as backgrounds, past React: all bars change with each step of
 * scrolling, and backgrounds need no layout.
 */
export const Waterfall = memo(function Waterfall({ row }: { row: Row | undefined }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => draw(ref.current!, row), [row]);
  useEffect(() => span.subscribe(() => draw(ref.current!, row)), [row]);
  return <div ref={ref} aria-hidden className={cx("bar h-2.5 w-full", row?.state === "failed" && "bar-bad")} />;
});

function draw(el: HTMLElement, row: Row | undefined): void {
  if (!row) {
    el.style.backgroundSize = "0 0";
    return;
  }
  const s = span.get();
  const { left, wait, receive } = barOf(row, s, s.to);
  el.style.backgroundPosition = `${place(left, wait)}, ${place(left, wait + receive)}`;
  el.style.backgroundSize = `${size(wait)}, ${size(wait + receive)}`;
}

const size = (part: number) => `max(${part ? 2 : 0}px, ${(part * 100).toFixed(2)}%) 100%`;

// Where CSS wants a background whose left edge is there: in percent of the room that it leaves.
const place = (left: number, width: number) => `${(width < 1 ? Math.min(100, (left / (1 - width)) * 100) : 0).toFixed(2)}% 0`;
