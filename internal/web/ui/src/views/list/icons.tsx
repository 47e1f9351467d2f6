import { text } from "@/text";
import { cx } from "@/widgets";
import "./icons.css";

/** The icon of a kind of entry, or of a mark on one. */
export function Mark({ kind, className }: { kind: string; className?: string }) {
  return <span role="img" aria-label={text.list.kinds[kind]} title={text.list.kinds[kind]} className={cx("icon", `icon-${kind}`, className ?? "size-3.5")} />;
}
