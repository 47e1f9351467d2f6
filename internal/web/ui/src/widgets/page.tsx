import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "./button";
import { cx } from "./cx";

interface Props {
  title: string;
  backLabel: string;
  onClose(): void;
  /** Beside the title. */
  actions?: ReactNode;
  children: ReactNode;
  /** The content scrolls as a whole; false: it divides the height itself. */
  scroll?: boolean;
}

/** The frame of a view that is not the traffic. */
export function Page({ title, backLabel, onClose, actions, children, scroll = true }: Props) {
  return (
    <section aria-label={title} className="flex min-h-0 flex-1 flex-col bg-bg">
      <header className="flex h-10 shrink-0 items-center gap-2 border-b bg-panel px-2">
        <IconButton icon={ArrowLeft} label={backLabel} keys="Escape" onClick={onClose} />
        <h1 className="min-w-0 flex-1 truncate text-base font-semibold">{title}</h1>
        {actions}
      </header>
      <div className={cx("flex min-h-0 flex-1 flex-col", scroll ? "overflow-auto" : "overflow-hidden")}>{children}</div>
    </section>
  );
}
