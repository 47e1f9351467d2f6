import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./cx";

export interface Tab {
  id: string;
  label: ReactNode;
  /** Said after the label, such as a count. */
  note?: ReactNode;
  disabled?: boolean;
  panel: ReactNode;
}

interface Props {
  label: string;
  tabs: Tab[];
  value: string;
  onValue(id: string): void;
  /** Shown at the left end of the row of tabs. */
  start?: ReactNode;
  /** Shown at the right end of the row of tabs. */
  end?: ReactNode;
  /** A lower row. */
  dense?: boolean;
  className?: string;
}

/** A row of tabs over one panel; only the panel that is seen is mounted. */
export function Tabs({ label, tabs, value, onValue, start, end, dense, className }: Props) {
  return (
    <Radix.Root value={value} onValueChange={onValue} className={cx("flex min-h-0 min-w-0 flex-col", className)}>
      <div className={cx("flex shrink-0 items-stretch border-b bg-panel", dense ? "h-7" : "h-8")}>
        {start && <div className="flex shrink-0 items-center gap-1 pl-2">{start}</div>}
        <Radix.List aria-label={label} className="flex min-w-0 flex-1 overflow-x-auto overflow-y-hidden px-1 [scrollbar-width:none]">
          {tabs.map((t) => (
            <Radix.Trigger
              key={t.id}
              value={t.id}
              disabled={t.disabled}
              className="-mb-px flex items-center gap-1 border-b-2 border-transparent px-2 text-sm whitespace-nowrap text-muted select-none hover:text-ink disabled:opacity-40 data-[state=active]:border-accent data-[state=active]:text-ink"
            >
              {t.label}
              {t.note !== undefined && <span className="text-2xs text-faint">{t.note}</span>}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end && <div className="flex shrink-0 items-center gap-1 px-1">{end}</div>}
      </div>
      {tabs.map((t) => (
        <Radix.Content key={t.id} value={t.id} className="flex min-h-0 flex-1 flex-col overflow-auto outline-offset-[-2px]">
          {t.id === value && t.panel}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
