import type { LucideIcon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { Tooltip } from "./tooltip";

type Kind = "primary" | "plain" | "quiet" | "danger";

const looks: Record<Kind, string> = {
  primary: "bg-accent text-accent-ink border-transparent enabled:hover:brightness-110",
  plain: "bg-raised text-ink border-line-strong enabled:hover:bg-hover",
  quiet: "bg-transparent text-ink border-transparent enabled:hover:bg-hover",
  danger: "bg-raised text-bad border-line-strong enabled:hover:bg-bad-soft",
};

interface ButtonProps extends Omit<ComponentProps<"button">, "children"> {
  kind?: Kind;
  icon?: LucideIcon;
  busy?: boolean;
  children: ReactNode;
}

export function Button({ kind = "plain", icon: Icon, busy, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      {...rest}
      disabled={rest.disabled || busy}
      className={cx(
        "inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded border px-2.5 text-sm font-medium whitespace-nowrap select-none disabled:opacity-45",
        looks[kind],
        className,
      )}
    >
      {Icon && <Icon size={14} strokeWidth={2} aria-hidden className={busy ? "animate-spin" : undefined} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  icon: LucideIcon;
  /** What it does, for tooltip and screen readers. */
  label: string;
  /** The key that does the same. */
  keys?: string;
  pressed?: boolean;
  size?: number;
  children?: ReactNode;
}

export function IconButton({ icon: Icon, label, keys, pressed, size = 16, className, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        {...rest}
        className={cx(
          "inline-flex h-7 min-w-7 shrink-0 items-center justify-center gap-1 rounded px-1 text-muted select-none hover:bg-hover hover:text-ink disabled:opacity-40 disabled:hover:bg-transparent",
          pressed && "bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent",
          className,
        )}
      >
        <Icon size={size} strokeWidth={1.9} aria-hidden />
        {children}
      </button>
    </Tooltip>
  );
}
