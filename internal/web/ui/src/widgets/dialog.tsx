import { X } from "lucide-react";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { IconButton } from "./button";
import { cx } from "./cx";
import { Layer } from "./layer";

interface Props {
  title: string;
  closeLabel: string;
  onClose(): void;
  children: ReactNode;
  /** Buttons at the bottom. */
  actions?: ReactNode;
  wide?: boolean;
}

/** A modal dialog: the browser's own, which keeps the focus inside and gives it back. Mounted is open. */
export function Dialog({ title, closeLabel, onClose, children, actions, wide }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const [layer, setLayer] = useState<HTMLElement | null>(null);
  const id = useId();
  useEffect(() => {
    const d = ref.current!;
    const before = document.activeElement;
    d.showModal();
    setLayer(d);
    (d.querySelector<HTMLElement>("[data-body] :is(input, textarea, select, [data-autofocus]):not([disabled])") ?? d).focus();
    return () => {
      d.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={ref}
      tabIndex={-1}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        onClose();
      }}
      onClose={onClose}
      onMouseDown={(e) => e.target === ref.current && onClose()}
      className={cx("m-auto outline-none max-h-[90vh] w-full flex-col rounded-lg bg-raised p-0 text-ink shadow-pop open:flex", wide ? "max-w-3xl" : "max-w-md")}
    >
      <Layer value={layer}>
        <header className="flex items-center gap-2 border-b px-4 py-2">
          <h2 id={id} className="flex-1 truncate text-base font-semibold">
            {title}
          </h2>
          <IconButton icon={X} label={closeLabel} onClick={onClose} />
        </header>
        <div data-body className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{children}</div>
        {actions && <footer className="flex justify-end gap-2 border-t px-4 py-2.5">{actions}</footer>}
      </Layer>
    </dialog>
  );
}
