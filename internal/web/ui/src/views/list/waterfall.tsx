import { memo } from "react";
import { barOf, span } from "@/model/list/scale";
import { useStore } from "@/model/store";
import type { Row } from "@/model/types";
import { cx } from "@/widgets";

const percent = (part: number) => `${(part * 100).toFixed(2)}%`;

/** When an entry happened and how long it took, among those that are seen: waiting, then receiving. */
export const Waterfall = memo(function Waterfall({ row }: { row: Row }) {
  const s = useStore(span);
  const { left, wait, receive } = barOf(row, s, s.to);
  const bad = row.state === "failed";
  return (
    <div aria-hidden className="relative h-2.5 w-full overflow-hidden">
      <div className="absolute flex h-full min-w-0.5" style={{ left: `min(${percent(left)}, calc(100% - 2px))`, width: percent(wait + receive) }}>
        <div className={cx("h-full rounded-l-xs", bad ? "bg-bad" : "bg-accent/45")} style={{ flexGrow: wait, minWidth: 1 }} />
        {receive > 0 && <div className={cx("h-full rounded-r-xs", bad ? "bg-bad" : "bg-accent")} style={{ flexGrow: receive, minWidth: 1 }} />}
      </div>
    </div>
  );
});
