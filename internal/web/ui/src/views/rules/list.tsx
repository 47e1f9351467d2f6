import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent } from "react";
import { go } from "@/model/route";
import { flip, move } from "@/model/rules/arrange";
import { drafts, isNew, keyOf, nameIn, unsaved, type Draft, type Group, type Rules } from "@/model/rules/drafts";
import { readHits, sameHits, type Hit } from "@/model/rules/hits";
import { useStore } from "@/model/store";
import { text } from "@/text";
import { Badge, cx } from "@/widgets";
import { failed } from "../failed";
import { GroupHeader } from "./groupheader";
import { removeRule } from "./remove";
import { RuleRow } from "./rulerow";

const t = text.rules;
const lookEvery = 2000; // milliseconds

/** All groups with their rules, in the order in which they apply. */
export function RuleList({ all, chosen }: { all: Rules; chosen: string }) {
  const hits = useHits();
  const open = useStore(drafts);
  const box = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState("");
  const fresh = [...open].filter(([key]) => isNew(key));
  // Rules that are not added yet may be the first of their group.
  const missing = [...new Set(fresh.map(([, d]) => d.group))].filter((name) => !all.groups.some((g) => g.name === name));

  useEffect(() => {
    box.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  const shift = (group: Group, name: string, to: number) => {
    const at = Math.max(0, Math.min(to, group.rules.length - 1));
    if (group.rules[at]?.name === name) return;
    move(group.name, name, at).then(() => setSaid(t.moved(name, at + 1)), failed);
  };
  // The arrow keys go through all rows, whatever group they are in.
  const onKey = (e: KeyboardEvent) => {
    if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
    const rows = [...(box.current?.querySelectorAll<HTMLElement>("a[data-rule]") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    if (at < 0 || e.altKey) return;
    e.preventDefault();
    rows[at + (e.key === "ArrowDown" ? 1 : -1)]?.focus();
  };
  return (
    <nav ref={box} aria-label={t.list} onKeyDown={onKey} className="min-h-0 flex-1 overflow-y-auto bg-panel">
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      {all.groups.map((group) => (
        <GroupOf key={group.file} group={group} hits={hits} open={open} chosen={chosen} fresh={fresh.filter(([, d]) => d.group === group.name)} onMove={(name, to) => shift(group, name, to)} />
      ))}
      {missing.map((name) => (
        <section key={name} aria-label={t.groupOf(name)}>
          <h2 className="flex h-7.5 items-center border-b px-3 text-xs font-semibold text-muted">{name}</h2>
          <Fresh all={fresh.filter(([, d]) => d.group === name)} chosen={chosen} />
        </section>
      ))}
    </nav>
  );
}

interface GroupProps {
  group: Group;
  hits: ReadonlyMap<string, Hit>;
  open: ReadonlyMap<string, Draft>;
  chosen: string;
  fresh: [string, Draft][];
  onMove(name: string, to: number): void;
}

function GroupOf({ group, hits, open, chosen, fresh, onMove }: GroupProps) {
  const [closed, setClosed] = useState(false);
  const [dragged, setDragged] = useState<string>();
  const [target, setTarget] = useState<number>();
  const drop = (e: DragEvent) => {
    e.preventDefault();
    const from = group.rules.findIndex((r) => r.name === dragged);
    if (dragged !== undefined && target !== undefined && from >= 0) onMove(dragged, target > from ? target - 1 : target);
    setDragged(undefined);
    setTarget(undefined);
  };
  const over = (e: DragEvent, at: number) => {
    if (dragged === undefined) return;
    e.preventDefault();
    const { top, height } = e.currentTarget.getBoundingClientRect();
    setTarget(e.clientY > top + height / 2 ? at + 1 : at);
  };
  return (
    <section aria-label={t.groupOf(group.name)}>
      <GroupHeader group={group} closed={closed} onClosed={setClosed} chosen={chosen === keyOf(group.name, "")} />
      {!closed && (
        <ol onDrop={drop} onDragEnd={() => (setDragged(undefined), setTarget(undefined))}>
          {group.rules.map((rule, at) => {
            const key = keyOf(group.name, rule.name);
            const draft = open.get(key);
            return (
              <li key={rule.name} onDragOver={(e) => over(e, at)} className={cx("relative", dragged === rule.name && "opacity-40")}>
                {target === at && <span aria-hidden className="absolute inset-x-0 -top-px z-10 h-0.5 bg-accent" />}
                {target === at + 1 && at === group.rules.length - 1 && <span aria-hidden className="absolute inset-x-0 -bottom-px z-10 h-0.5 bg-accent" />}
                <RuleRow
                  group={group}
                  rule={rule}
                  hit={hits.get(key)}
                  chosen={key === chosen}
                  unsaved={draft !== undefined && unsaved(draft)}
                  onFlip={(on) => void flip(group.name, rule.name, on).catch(failed)}
                  onRemove={() => removeRule(group.name, rule.name, key === chosen)}
                  onMove={(by) => onMove(rule.name, at + by)}
                  onDragStart={() => setDragged(rule.name)}
                />
              </li>
            );
          })}
          <Fresh all={fresh} chosen={chosen} />
        </ol>
      )}
    </section>
  );
}

// Rules that are written and not added yet.
function Fresh({ all, chosen }: { all: [string, Draft][]; chosen: string }) {
  return all.map(([key, d]) => (
    <li key={key} className="list-none">
      <a
        data-rule
        href={`#/rules?draft=${encodeURIComponent(key)}`}
        aria-current={key === chosen ? "page" : undefined}
        onClick={(e) => (e.preventDefault(), go("rules", { draft: key }))}
        className={cx("flex h-7.5 items-center gap-2 border-b pr-3 pl-13 text-xs text-ink italic hover:no-underline", key === chosen ? "bg-selected" : "hover:bg-hover")}
      >
        <span className="min-w-0 flex-1 truncate">{nameIn(d.text) || t.newTitle}</span>
        <Badge tone="warn">{t.unsaved}</Badge>
      </a>
    </li>
  ));
}

/** How often rules have matched, looked at again and again while it can be seen. */
function useHits(): ReadonlyMap<string, Hit> {
  const [hits, setHits] = useState<ReadonlyMap<string, Hit>>(new Map());
  useEffect(() => {
    const stop = new AbortController();
    const look = () => {
      if (document.hidden) return;
      readHits(stop.signal).then((now) => setHits((was) => (sameHits(was, now) ? was : now)), () => {}); // the next look tells
    };
    look();
    const timer = setInterval(look, lookEvery);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, []);
  return hits;
}
