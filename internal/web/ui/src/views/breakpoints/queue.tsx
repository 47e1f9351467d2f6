import { ArrowLeft, ArrowRight, MessageSquare } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Item } from "@/model/breakpoints/desk";
import { text } from "@/text";
import { Badge, cx } from "@/widgets";
import { statusTone } from "../message/tone";
import { Countdown } from "./countdown";

const t = text.breakpoints;
const icons = { request: ArrowRight, response: ArrowLeft, message: MessageSquare };

/** What is paused, in the order of arrival. The arrow keys choose. */
export function Queue({ items, chosen, onChoose, onStep, onOriginal }: { items: readonly Item[]; chosen: number | undefined; onChoose(id: number): void; onStep(by: number): void; onOriginal(): void }) {
  const box = useRef<HTMLUListElement>(null);
  useEffect(() => {
    box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <ul
      ref={box}
      role="listbox"
      aria-label={t.queue}
      aria-activedescendant={chosen === undefined ? undefined : `paused-${chosen}`}
      tabIndex={0}
      onKeyDown={(e) => {
        // The keys of the view are not heard in a list that is chosen from.
        if (e.ctrlKey || e.metaKey || e.altKey) return;
        if (e.key === "ArrowDown" || e.key === "j") onStep(1);
        else if (e.key === "ArrowUp" || e.key === "k") onStep(-1);
        else if (e.key === "o") onOriginal();
        else return;
        e.preventDefault();
        e.stopPropagation();
      }}
      className="min-h-0 flex-1 overflow-y-auto bg-panel"
    >
      {items.map((item) => (
        <Row key={item.id} item={item} chosen={item.id === chosen} onChoose={() => onChoose(item.id)} />
      ))}
    </ul>
  );
}

function Row({ item, chosen, onChoose }: { item: Item; chosen: boolean; onChoose(): void }) {
  const Icon = icons[item.phase as keyof typeof icons] ?? ArrowRight;
  const [, host = item.url, path = ""] = /^[a-z]+:\/\/([^/]+)(.*)$/i.exec(item.url) ?? [];
  return (
    <li
      id={`paused-${item.id}`}
      role="option"
      aria-selected={chosen}
      onClick={onChoose}
      className={cx("border-b px-3 py-1.5 text-xs [contain-intrinsic-size:auto_49px] [content-visibility:auto]", chosen ? "bg-selected" : "hover:bg-hover")}
    >
      <span className="flex items-center gap-1.5">
        <Icon size={13} aria-hidden className={cx("shrink-0", item.phase === "response" ? "text-ok" : "text-accent")} />
        <span className="sr-only">{t.phases[item.phase]}</span>
        <span className="font-semibold">{item.method}</span>
        <span className="min-w-0 flex-1 truncate font-mono" title={item.url}>
          {path || "/"}
        </span>
        {item.edited && <Badge tone="accent">{t.edited}</Badge>}
        {item.status ? <Badge tone={statusTone(item.status)}>{item.status}</Badge> : null}
        {item.kind && <Badge>{item.kind}</Badge>}
      </span>
      <span className="mt-0.5 flex items-center gap-1.5 pl-4.75 text-2xs text-muted">
        <span className="min-w-0 flex-1 truncate">
          {host}
          {item.process && ` · ${item.process}`} · {t.by(item.rule)}
        </span>
        <Countdown deadline={item.deadline} then={item.then} brief />
      </span>
    </li>
  );
}
