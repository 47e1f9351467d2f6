import { CopyButton } from "./copy";
import { cx } from "./cx";

/** A line for a terminal, to be copied. */
export function Command({ text, copyLabel, copiedLabel, className }: { text: string; copyLabel: string; copiedLabel: string; className?: string }) {
  return (
    <div className={cx("flex min-w-0 items-center gap-1 rounded border bg-sunken pl-2", className)}>
      <code className="min-w-0 flex-1 py-1 font-mono text-xs [overflow-wrap:anywhere]">{text}</code>
      <CopyButton text={text} label={copyLabel} doneLabel={copiedLabel} />
    </div>
  );
}
