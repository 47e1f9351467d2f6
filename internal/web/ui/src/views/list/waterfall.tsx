import { memo } from "react";
import { barOf, span } from "@/model/list/scale";
import { useStore } from "@/model/store";
import type { Row } from "@/model/types";
import { cx } from "@/widgets";

const percent = (part: number) => `${(part * 100).toFixed(2)}%`;

/** When an entry happened and how long it took, among those that are seen: waiting, then receiving. */
export const Waterfall = memo(function Waterfall({ row }: { row: Row | undefined }) {
  const s = useStore(span);
  if (!row) return null;
  const { left, wait, receive } = barOf(row, s, s.to);
  const whole = wait + receive;
  return (
    <div
      aria-hidden
      className={cx("bar h-2.5 rounded-xs", row.state === "failed" && "bar-bad")}
      style={{ marginLeft: `min(${percent(left)}, calc(100% - 2px))`, width: percent(whole), backgroundSize: `${percent(whole ? wait / whole : 1)} 100%` }}
    />
  );
});
