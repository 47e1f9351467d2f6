import type { ReactNode } from "react";
import { text } from "@/text";
import { CopyButton, cx } from "@/widgets";

/** Names and values under each other; values that are not there take no room. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return <dl className={cx("grid grid-cols-[minmax(5.5rem,max-content)_minmax(0,1fr)] gap-x-3 text-xs leading-5", className)}>{children}</dl>;
}

interface FactProps {
  name: ReactNode;
  children?: ReactNode;
  /** For data, as against words. */
  mono?: boolean;
  /** Puts a button behind it that copies this. */
  copy?: string;
}

export function Fact({ name, children, mono, copy }: FactProps) {
  if (children === undefined || children === null || children === "" || children === false) return null;
  return (
    <div className="group/fact contents">
      <dt className="text-muted">{name}</dt>
      <dd className={cx("relative min-w-0 wrap-anywhere", mono && "font-mono")}>
        {children}
        {copy && (
          <CopyButton
            text={copy}
            label={text.common.copy}
            doneLabel={text.common.copied}
            size={12}
            className="absolute -mt-0.5 ml-0.5 h-6! opacity-0 group-hover/fact:opacity-100 focus-visible:opacity-100"
          />
        )}
      </dd>
    </div>
  );
}

/** A heading over facts. */
export function Heading({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <div className="mb-1 flex min-h-6 items-center gap-2">
      <h3 className="text-sm font-semibold">{children}</h3>
      {end}
    </div>
  );
}
