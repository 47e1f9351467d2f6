import { CircleAlert, Search as Glass, X } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { aborted } from "@/model/api";
import { useKeys } from "@/model/keys";
import { accept, check, complete, recent, remember, type Completion, type Misread } from "@/model/search";
import { useStore } from "@/model/store";
import { query } from "@/model/traffic";
import { text } from "@/text";
import { cx, IconButton, Keys } from "@/widgets";
import { failed } from "../failed";
import { Offers, type Offer } from "./offers";

const t = text.shell.search;
const settleFor = 180; // milliseconds without typing until the list follows

/** The search box: a line of the filter language, completed and checked while it is written. */
export function Search() {
  const applied = useStore(query, (q) => q.search);
  const session = useStore(query, (q) => q.session);
  const [value, setValue] = useState(applied);
  const [wrong, setWrong] = useState<Misread | null>(null);
  const [offers, setOffers] = useState<Offer[]>([]);
  const [active, setActive] = useState(-1);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const asking = useRef<AbortController>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const typed = useRef(applied);
  const id = useId();

  useKeys({
    title: text.shell.keysTitle,
    level: 0,
    bindings: [
      {
        keys: ["/", "Mod+f"],
        label: t.label,
        run: () => {
          input.current?.focus();
          input.current?.select();
        },
      },
    ],
  });

  // Somebody else changed the search: a menu, the sidebar.
  useEffect(() => {
    if (applied === typed.current) return;
    typed.current = applied;
    setValue(applied);
    setWrong(null);
  }, [applied]);

  const apply = async (search: string, signal: AbortSignal) => {
    try {
      const bad = await check(search, signal);
      if (signal.aborted) return;
      setWrong(bad);
      if (!bad) query.set((q) => (q.search === search ? q : { ...q, search }));
    } catch (e) {
      if (!aborted(e)) setWrong(null);
    }
  };

  const changed = (next: string, at: number, now = false) => {
    typed.current = next;
    setValue(next);
    setActive(-1);
    asking.current?.abort();
    const stop = new AbortController();
    asking.current = stop;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void apply(next, stop.signal), now || !next ? 0 : settleFor);
    void offer(next, at, stop.signal);
  };

  const offer = async (next: string, at: number, signal: AbortSignal) => {
    if (!next) return setOffers(former());
    try {
      const c = await complete(next, at, session, signal);
      if (!signal.aborted) setOffers(offersOf(c, next));
    } catch {
      if (!signal.aborted) setOffers([]);
    }
  };

  const former = (): Offer[] => recent().map((r) => ({ text: r, label: r, detail: "", from: 0, to: Infinity, whole: true }));

  // What is offered may be about what was in the box a moment ago: then it is asked for anew.
  const current = async (o: Offer): Promise<Offer | undefined> => {
    const now = typed.current;
    if (o.whole || o.of === undefined || o.of === now) return o;
    const c = await complete(now, input.current?.selectionStart ?? now.length, session, new AbortController().signal);
    const all = typed.current === now ? offersOf(c, now) : [];
    return all.find((a) => a.text === o.text) ?? all[0];
  };

  const choose = (o: Offer) => void current(o).then((it) => it && take(it), failed);

  const take = (o: Offer) => {
    const next = o.whole ? { text: o.text, at: o.text.length } : accept(typed.current, o as Pick<Completion, "from" | "to">, o.text);
    changed(next.text, next.at);
    requestAnimationFrame(() => input.current?.setSelectionRange(next.at, next.at));
    input.current?.focus();
    if (o.whole) setOpen(false);
  };

  const submit = () => {
    asking.current?.abort();
    clearTimeout(timer.current);
    const stop = new AbortController();
    asking.current = stop;
    remember(value);
    setOpen(false);
    void apply(value, stop.signal);
  };

  const shown: Offer[] = wrong?.suggest ? [{ text: wrong.suggest, label: wrong.suggest, detail: t.suggested, from: 0, to: Infinity, whole: true }, ...offers] : offers;
  const listed = open && (shown.length > 0 || wrong !== null);

  const key = (e: KeyboardEvent<HTMLInputElement>) => {
    const step = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
    if (step) {
      e.preventDefault();
      if (!listed) return setOpen(true);
      const n = shown.length;
      setActive((a) => (n ? (a < 0 ? (step > 0 ? 0 : n - 1) : (a + step + n) % n) : -1));
    } else if (e.key === "Enter") {
      e.preventDefault();
      const o = shown[active];
      if (listed && o) choose(o);
      else submit();
    } else if (e.key === "Tab" && !e.shiftKey && listed && shown.length && (active >= 0 || value)) {
      e.preventDefault();
      choose(shown[Math.max(0, active)]!);
    } else if (e.key === "Escape") {
      e.preventDefault();
      if (listed) setOpen(false);
      else if (value) changed("", 0, true);
      else {
        input.current?.blur();
        document.querySelector<HTMLElement>("[data-grid]")?.focus();
      }
    }
  };

  return (
    <div
      ref={box}
      role="search"
      onBlur={(e) => {
        if (box.current?.contains(e.relatedTarget)) return;
        setOpen(false);
        if (value === applied) remember(value);
      }}
      className="relative min-w-40 flex-1 max-lg:order-last max-lg:basis-full"
    >
      <div className={cx("flex h-7 items-center rounded border bg-bg focus-within:outline-2 focus-within:outline-accent focus-within:-outline-offset-1", wrong ? "border-bad" : "border-line-strong")}>
        <Glass size={14} aria-hidden className="mx-2 shrink-0 text-muted" />
        <div className="relative min-w-0 flex-1">
          {wrong && wrong.column >= 0 && <Underline text={value} at={wrong.column} />}
          <input
            ref={input}
            type="text"
            role="combobox"
            aria-label={t.label}
            aria-expanded={listed}
            aria-controls={`${id}-offers`}
            aria-autocomplete="list"
            aria-activedescendant={listed && active >= 0 ? `${id}-${active}` : undefined}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? `${id}-wrong` : undefined}
            autoComplete="off"
            autoCorrect="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={4000}
            placeholder={t.placeholder}
            value={value}
            onChange={(e) => {
              setOpen(true);
              changed(e.target.value, e.target.selectionStart ?? e.target.value.length);
            }}
            onFocus={() => {
              if (!value) setOffers(former());
              setOpen(!value && recent().length > 0);
            }}
            onKeyDown={key}
            className="relative h-6 w-full bg-transparent font-mono text-xs outline-none"
          />
        </div>
        {wrong && <CircleAlert size={14} aria-hidden className="mx-1 shrink-0 text-bad" />}
        {value ? (
          <IconButton icon={X} size={14} label={t.clear} onClick={() => (changed("", 0, true), input.current?.focus())} className="h-6! min-w-6!" />
        ) : (
          <span aria-hidden className="mr-2">
            <Keys keys="/" />
          </span>
        )}
      </div>
      {listed && <Offers id={id} offers={shown} active={active} wrong={wrong} onTake={choose} heading={!value && offers.length ? t.recent : ""} />}
    </div>
  );
}

const offersOf = (c: Completion, of: string): Offer[] => c.items.map((i) => ({ text: i.text, label: i.label, detail: i.detail, from: c.from, to: c.to, of }));

// A wavy line under the word that cannot be read, behind the text of the box.
function Underline({ text: value, at }: { text: string; at: number }) {
  const rest = value.slice(at);
  const word = /^\S+/.exec(rest)?.[0] ?? " ";
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden font-mono text-xs leading-6 whitespace-pre text-transparent">
      {value.slice(0, at)}
      <span className="underline decoration-bad decoration-wavy underline-offset-2">{word}</span>
    </div>
  );
}
