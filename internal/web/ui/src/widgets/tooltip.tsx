import { cloneElement, useEffect, useRef, useState, type ReactElement, type ReactNode } from "react";
import { Keys } from "./keycap";

interface Props {
  text: string;
  keys?: string;
  side?: "top" | "bottom";
  /** One element, which gets data attributes. */
  children: ReactElement;
}

/** Names what it is wrapped around. The name appears where TooltipProvider is, over everything. */
export function Tooltip({ text, keys, side, children }: Props) {
  return cloneElement(children as ReactElement<Record<string, unknown>>, { "data-tip": text, "data-tip-keys": keys, "data-tip-side": side });
}

interface Shown {
  text: string;
  keys: string | undefined;
  over: HTMLElement;
}

const delay = 500; // milliseconds until it appears
const warm = 300; // milliseconds in which the next one appears at once

/** Shows the tooltips of what is inside, one at a time: of what the pointer rests on, or the focus came to by key. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over: HTMLElement | null = null;
    let visible = false;
    let hidAt = -Infinity;
    const hide = () => {
      clearTimeout(timer);
      if (visible) hidAt = performance.now();
      visible = false;
      over = null;
      setShown(null);
    };
    const show = (el: HTMLElement, after: number) => {
      if (el === over) return;
      hide();
      over = el;
      timer = setTimeout(
        () => {
          const text = el.dataset.tip;
          if (!text || !el.isConnected) return;
          visible = true;
          setShown({ text, keys: el.dataset.tipKeys, over: el });
        },
        performance.now() - hidAt < warm ? 0 : after,
      );
    };
    const tipped = (e: Event) => (e.target instanceof Element ? e.target.closest<HTMLElement>("[data-tip]") : null);
    const enter = (e: PointerEvent) => {
      const el = tipped(e);
      if (!el) return over && hide();
      if (e.pointerType === "mouse") show(el, delay);
    };
    const focus = (e: FocusEvent) => {
      const el = tipped(e);
      if (el?.matches(":focus-visible")) show(el, delay);
    };
    const gone = new AbortController();
    const passive = { passive: true, capture: true, signal: gone.signal };
    document.addEventListener("pointerover", enter, passive);
    document.addEventListener("focusin", focus, passive);
    for (const end of ["focusout", "pointerdown", "keydown", "scroll", "wheel"]) document.addEventListener(end, hide, passive);
    return () => {
      gone.abort();
      hide();
    };
  }, []);
  return (
    <>
      {children}
      {shown && <Tip key={shown.text} {...shown} />}
    </>
  );
}

const gap = 5;
const margin = 6;

// In the top layer: over dialogs, too.
function Tip({ text, keys, over }: Shown) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tip = ref.current!;
    tip.showPopover();
    const at = over.getBoundingClientRect();
    const { width, height } = tip.getBoundingClientRect();
    const above = over.dataset.tipSide === "top" || at.bottom + gap + height > innerHeight - margin;
    tip.style.left = `${Math.max(margin, Math.min(innerWidth - width - margin, at.left + at.width / 2 - width / 2))}px`;
    tip.style.top = `${above && at.top - gap - height > margin ? at.top - gap - height : at.bottom + gap}px`;
  }, [over]);
  return (
    <div ref={ref} popover="manual" role="tooltip" className="pointer-events-none fixed inset-auto m-0 max-w-80 rounded bg-raised px-2 py-1 text-xs text-ink shadow-pop">
      <span className="flex items-center gap-2">
        {text}
        {keys && <Keys keys={keys} />}
      </span>
    </div>
  );
}
