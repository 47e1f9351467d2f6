import { useRef, type KeyboardEvent } from "react";
import { cx } from "@/widgets";

interface Props {
  label: string;
  value: string;
  onValue(value: string): void;
  options: readonly { value: string; label: string; note?: string | undefined }[];
}

/** A few choices of which one is taken, all of them seen. */
export function Segments({ label, value, onValue, options }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const key = (e: KeyboardEvent) => {
    const by = e.key === "ArrowRight" || e.key === "ArrowDown" ? 1 : e.key === "ArrowLeft" || e.key === "ArrowUp" ? -1 : 0;
    if (!by) return;
    e.preventDefault();
    const at = options.findIndex((o) => o.value === value);
    const to = (at + by + options.length) % options.length;
    onValue(options[to]!.value);
    (box.current!.children[to] as HTMLElement).focus();
  };
  return (
    <div ref={box} role="radiogroup" aria-label={label} onKeyDown={key} className="inline-flex h-5.5 shrink-0 items-center rounded bg-sunken p-px">
      {options.map((o) => (
        <button
          key={o.value}
          type="button"
          role="radio"
          aria-checked={o.value === value}
          tabIndex={o.value === value ? 0 : -1}
          onClick={() => onValue(o.value)}
          className={cx("h-full rounded-xs px-1.5 text-2xs whitespace-nowrap select-none", o.value === value ? "bg-raised text-ink shadow-xs" : "text-muted hover:text-ink")}
        >
          {o.label}
          {o.note && <span className="pl-1 text-faint">{o.note}</span>}
        </button>
      ))}
    </div>
  );
}
