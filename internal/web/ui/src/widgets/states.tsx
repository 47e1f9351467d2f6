import { CircleAlert, type LucideIcon } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { cx } from "./cx";

interface Props {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}

/** What a pane says when it has nothing to show. */
export function Empty({ icon: Icon, title, children, actions, className }: Props) {
  return (
    <div className={cx("flex min-h-0 flex-1 flex-col items-center justify-center gap-1.5 p-6 text-center", className)}>
      {Icon && <Icon size={26} strokeWidth={1.5} aria-hidden className="mb-1 text-faint" />}
      <p className="font-medium text-ink">{title}</p>
      {children && <div className="max-w-prose text-sm text-muted">{children}</div>}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

/** Says that something is being loaded, but only once it takes long enough to notice. */
export function Loading({ label, className }: { label: string; className?: string }) {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const t = setTimeout(() => setSeen(true), 250);
    return () => clearTimeout(t);
  }, []);
  return (
    <div role="status" aria-busy="true" className={cx("flex min-h-0 flex-1 items-center justify-center gap-2 p-4 text-sm text-muted", !seen && "invisible", className)}>
      <span aria-hidden className="size-3.5 animate-spin rounded-full border-2 border-line-strong border-t-accent" />
      {label}
    </div>
  );
}

/** Something could not be done: what, and the next step. */
export function Failure({ title, hint, actions, className }: { title: string; hint?: ReactNode; actions?: ReactNode; className?: string }) {
  return (
    <Empty icon={CircleAlert} title={title} actions={actions} className={className}>
      {hint}
    </Empty>
  );
}

/** The same in one line, inside a form. */
export function Notice({ tone = "info", children, actions }: { tone?: "info" | "warn" | "bad" | "ok"; children: ReactNode; actions?: ReactNode }) {
  const tones = { info: "bg-info-soft text-info", warn: "bg-warn-soft text-warn", bad: "bg-bad-soft text-bad", ok: "bg-ok-soft text-ok" };
  return (
    <div role={tone === "bad" ? "alert" : "status"} className={cx("flex items-center gap-2 px-3 py-1.5 text-sm", tones[tone])}>
      <div className="min-w-0 flex-1">{children}</div>
      {actions}
    </div>
  );
}
