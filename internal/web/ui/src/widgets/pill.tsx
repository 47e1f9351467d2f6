import type { ReactNode } from "react";
import { cx } from "./cx";

/** A filter that is on or off. */
export function Pill({ on, onChange, children, label, count }: { on: boolean; onChange(on: boolean): void; children: ReactNode; label?: string; count?: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={on}
      aria-label={label}
      onClick={() => onChange(!on)}
      className={cx(
        "inline-flex h-5.5 shrink-0 items-center gap-1 rounded-full px-2 text-xs whitespace-nowrap select-none",
        on ? "bg-accent-soft font-medium text-accent" : "text-muted hover:bg-hover hover:text-ink",
      )}
    >
      {children}
      {count !== undefined && <span className="text-2xs opacity-80">{count}</span>}
    </button>
  );
}

export type Tone = "neutral" | "ok" | "info" | "warn" | "bad" | "accent";

const tones: Record<Tone, string> = {
  neutral: "bg-sunken text-muted",
  ok: "bg-ok-soft text-ok",
  info: "bg-info-soft text-info",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  accent: "bg-accent-soft text-accent",
};

/** A short word about something. */
export function Badge({ tone = "neutral", children, title }: { tone?: Tone; children: ReactNode; title?: string }) {
  return (
    <span title={title} className={cx("inline-flex h-4.5 shrink-0 items-center rounded px-1.5 text-2xs font-medium whitespace-nowrap", tones[tone])}>
      {children}
    </span>
  );
}
