import { useEffect, useRef } from "react";
import type { Misread } from "@/model/search";
import { text } from "@/text";
import { cx } from "@/widgets";

/** Something that the search box can be made to say. */
export interface Offer {
  text: string;
  label: string;
  detail: string;
  from: number;
  to: number;
  /** What was in the box when it was offered. */
  of?: string;
  /** It takes the place of everything. */
  whole?: boolean;
}

interface Props {
  id: string;
  offers: readonly Offer[];
  active: number;
  wrong: Misread | null;
  heading: string;
  onTake(o: Offer): void;
}

/** What hangs under the search box: what is wrong with it, and how it can go on. */
export function Offers({ id, offers, active, wrong, heading, onTake }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div className="absolute inset-x-0 top-full z-40 mt-1 max-w-3xl overflow-hidden rounded-md bg-raised text-sm shadow-pop">
      {wrong && (
        <div id={`${id}-wrong`} role="alert" className="border-b px-3 py-1.5">
          <p className="text-bad">{wrong.message}</p>
          {wrong.hint && <p className="text-xs text-muted">{wrong.hint}</p>}
        </div>
      )}
      {heading && <p className="px-3 pt-1.5 text-2xs font-semibold text-faint">{heading}</p>}
      <ul ref={list} id={`${id}-offers`} role="listbox" aria-label={text.shell.search.offers} className="max-h-80 overflow-y-auto p-1 empty:hidden">
        {offers.map((o, i) => (
          <li
            key={i}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === active}
            onMouseDown={(e) => {
              e.preventDefault(); // the box keeps the focus
              onTake(o);
            }}
            className={cx("flex h-6.5 items-center gap-3 rounded px-2 select-none", i === active ? "bg-accent-soft" : "hover:bg-hover")}
          >
            <span className="shrink-0 font-mono text-xs">{o.label}</span>
            <span className="min-w-0 flex-1 truncate text-right text-xs text-faint">{o.detail}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
