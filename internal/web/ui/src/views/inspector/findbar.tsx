import { ArrowDown, ArrowUp, CaseSensitive, Regex, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { ApiError } from "@/model/api";
import { text } from "@/text";
import { IconButton, Input } from "@/widgets";
import type { Search } from "./search";

interface Props {
  search: Search;
  /** The first row that is seen, from 1. */
  from(): number;
  onClose(): void;
}

/** Looks for something in a body: Enter for the next place, Shift+Enter for the one before. */
export function FindBar({ search: s, from, onClose }: Props) {
  const t = text.inspector.find;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  // The first match is gone to as soon as it is known.
  const first = s.found !== undefined && s.found.matches.length > 0 && s.now < 0;
  useEffect(() => {
    if (first) s.go(from(), 0);
  }, [first]);
  const total = s.found?.total ?? 0;
  const more = s.found !== undefined && !s.found.complete;
  const said = !s.q ? "" : s.error ? (s.error instanceof ApiError ? s.error.message : String(s.error)) : s.busy ? t.searching : total === 0 ? t.none : s.now < 0 ? t.total(total, more) : t.of(s.now + 1, total, more);
  return (
    <div role="search" className="flex h-8 shrink-0 items-center gap-1 border-b bg-panel px-1.5">
      <Input
        ref={input}
        value={s.q}
        onChange={(e) => s.onText(e.target.value)}
        onKeyDown={(e) => {
          if (e.key === "Enter") {
            e.preventDefault();
            s.go(from(), e.shiftKey ? -1 : 1);
          } else if (e.key === "Escape") {
            e.preventDefault();
            e.stopPropagation();
            onClose();
          }
        }}
        aria-label={t.label}
        placeholder={t.placeholder}
        className="h-6! max-w-72 flex-1"
      />
      <IconButton icon={CaseSensitive} label={t.matchCase} pressed={s.case} onClick={() => s.onCase(!s.case)} className="h-6! min-w-6!" />
      <IconButton icon={Regex} size={14} label={t.regex} pressed={s.regex} onClick={() => s.onRegex(!s.regex)} className="h-6! min-w-6!" />
      <span role="status" className="min-w-0 flex-1 truncate px-1 text-xs text-muted">
        {said}
      </span>
      <IconButton icon={ArrowUp} size={14} label={t.previous} keys="Shift+Enter" disabled={total === 0} onClick={() => s.go(from(), -1)} className="h-6! min-w-6!" />
      <IconButton icon={ArrowDown} size={14} label={t.next} keys="Enter" disabled={total === 0} onClick={() => s.go(from(), 1)} className="h-6! min-w-6!" />
      <IconButton icon={X} size={14} label={t.close} keys="Escape" onClick={onClose} className="h-6! min-w-6!" />
    </div>
  );
}
