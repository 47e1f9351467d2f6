import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { get } from "@/model/api";
import { accept, check, complete, utf16, type Misread } from "@/model/search";
import { text } from "@/text";
import { Input } from "@/widgets";
import { Offers, type Offer } from "../shell/offers";
import { Labelled } from "./form/fields";

const t = text.rules;
const settleFor = 200; // milliseconds without typing

interface Counted {
  of: string;
  count: number;
  unsearched: number;
}

/** The match of a rule: a filter, completed while it is written, with how much of what was captured it selects. */
export function MatchField({ value, problem, onChange }: { value: string; problem: string | undefined; onChange(value: string): void }) {
  const [offers, setOffers] = useState<Offer[]>([]);
  const [active, setActive] = useState(-1);
  const [open, setOpen] = useState(false);
  const [wrong, setWrong] = useState<Misread | null>(null);
  const [counted, setCounted] = useState<Counted>();
  const input = useRef<HTMLInputElement>(null);
  const asking = useRef<AbortController>(undefined);
  const id = useId();

  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      check(value, stop.signal)
        .then((bad) => {
          setWrong(bad);
          if (bad) return setCounted(undefined);
          return get<{ count: number; unsearched: number }>("/v1/count", { query: { filter: value }, signal: stop.signal }).then((c) => setCounted({ of: value, ...c }));
        })
        .catch(() => {}); // out of reach: nothing is said
    }, settleFor);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [value]);

  const offer = (next: string, at: number) => {
    asking.current?.abort();
    const stop = (asking.current = new AbortController());
    setActive(-1);
    complete(next, at, "", stop.signal).then((c) => !stop.signal.aborted && setOffers(c.items.map((i) => ({ text: i.text, label: i.label, detail: i.detail, from: c.from, to: c.to }))), () => setOffers([]));
  };
  const change = (next: string, at: number) => {
    setOpen(true);
    onChange(next);
    offer(next, at);
  };
  const take = (o: Offer) => {
    const next = accept(value, o, o.text);
    change(next.text, next.at);
    requestAnimationFrame(() => input.current?.setSelectionRange(next.at, next.at));
  };
  const listed = open && offers.length > 0;
  const key = (e: KeyboardEvent) => {
    const step = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
    if (step && listed) setActive((a) => (a < 0 ? (step > 0 ? 0 : offers.length - 1) : (a + step + offers.length) % offers.length));
    else if (step > 0) (setOpen(true), offer(value, input.current?.selectionStart ?? value.length));
    else if ((e.key === "Enter" || (e.key === "Tab" && !e.shiftKey)) && listed && active >= 0) take(offers[active]!);
    else if (e.key === "Escape" && listed) setOpen(false);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const said = problem ?? (wrong ? [wrong.message, wrong.hint].filter(Boolean).join(". ") : undefined);
  return (
    <Labelled label={t.match} problem={said} hint={counted?.of === value ? countOf(counted) : t.matchHint}>
      {(control) => (
        <div className="relative" onBlur={() => setOpen(false)}>
          {wrong && wrong.column >= 0 && (
            <span aria-hidden className="pointer-events-none absolute inset-x-2 top-0 overflow-hidden font-mono text-xs leading-7 whitespace-pre text-transparent">
              {value.slice(0, utf16(value, wrong.column))}
              <span className="underline decoration-bad decoration-wavy underline-offset-2">{/^\S+/.exec(value.slice(wrong.column))?.[0] ?? " "}</span>
            </span>
          )}
          <Input
            {...control}
            ref={input}
            mono
            role="combobox"
            aria-expanded={listed}
            aria-controls={`${id}-offers`}
            aria-autocomplete="list"
            aria-activedescendant={listed && active >= 0 ? `${id}-${active}` : undefined}
            placeholder={t.matchPlaceholder}
            maxLength={4000}
            value={value}
            onChange={(e) => change(e.target.value, e.target.selectionStart ?? e.target.value.length)}
            onKeyDown={key}
          />
          {listed && <Offers id={id} offers={offers} active={active} wrong={null} heading="" onTake={take} />}
          {wrong?.suggest && (
            <button type="button" className="mt-0.5 block text-2xs text-accent underline" onClick={() => onChange(wrong.suggest)}>
              {t.didYouMean(wrong.suggest)}
            </button>
          )}
        </div>
      )}
    </Labelled>
  );
}

function countOf({ of, count, unsearched }: Counted): string {
  if (of.trim() === "") return t.matchesAll;
  return unsearched > 0 ? t.matchesSome(count) : t.matches(count);
}
