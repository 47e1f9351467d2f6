import { GripVertical } from "lucide-react";
import type { KeyboardEvent } from "react";
import { go, href } from "@/model/route";
import type { Group, Rule } from "@/model/rules/drafts";
import type { Hit } from "@/model/rules/hits";
import { summary } from "@/model/rules/summary";
import { text } from "@/text";
import { cx, Switch } from "@/widgets";
import { kindIcon } from "./kindicon";

const t = text.rules;

interface Props {
  group: Group;
  rule: Rule;
  hit: Hit | undefined;
  chosen: boolean;
  unsaved: boolean;
  onFlip(on: boolean): void;
  onRemove(): void;
  onMove(by: number): void;
  onDragStart(): void;
}

/** A rule of the list: its switch, its name, what it does and how often it matched. */
export function RuleRow({ group, rule, hit, chosen, unsaved, onFlip, onRemove, onMove, onDragStart }: Props) {
  const on = rule.enabled && group.enabled;
  const key = (e: KeyboardEvent) => {
    if (e.altKey && e.key === "ArrowUp") onMove(-1);
    else if (e.altKey && e.key === "ArrowDown") onMove(1);
    else if (e.key === "Delete") onRemove();
    else if (e.key === " ") onFlip(!rule.enabled);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <div className={cx("group/row flex items-center border-b pr-2", chosen ? "bg-selected" : "hover:bg-hover")}>
      <span draggable onDragStart={onDragStart} title={t.drag(rule.name)} aria-hidden className="flex h-10 w-4.5 shrink-0 cursor-grab items-center justify-center text-faint opacity-0 group-hover/row:opacity-100">
        <GripVertical size={12} />
      </span>
      <Switch checked={rule.enabled} disabled={!group.enabled} label={t.ruleSwitch(rule.name)} onChange={onFlip} />
      <a
        data-rule
        href={href("rules", group.name, rule.name)}
        aria-current={chosen ? "page" : undefined}
        aria-keyshortcuts="Space Delete Alt+ArrowUp Alt+ArrowDown"
        onKeyDown={key}
        onClick={(e) => (e.preventDefault(), go("rules", group.name, rule.name))}
        className={cx("flex h-10 min-w-0 flex-1 flex-col justify-center pr-1 pl-2 text-xs text-ink hover:no-underline", !on && "text-muted")}
      >
        <span className="flex items-center gap-1.5">
          <span className="min-w-0 flex-1 truncate font-medium" title={rule.name}>
            {rule.name}
            {unsaved && (
              <span className="ml-1 text-warn" title={t.unsaved}>
                •<span className="sr-only"> {t.unsaved}</span>
              </span>
            )}
          </span>
          {rule.actions.slice(0, 4).map((a, i) => {
            const Icon = kindIcon(a.kind);
            return (
              <span key={i} title={`${text.rules.form.kinds[a.kind] ?? a.kind} ${summary(a)}`} className="text-muted">
                <Icon size={12} aria-hidden />
                <span className="sr-only">{text.rules.form.kinds[a.kind] ?? a.kind}</span>
              </span>
            );
          })}
        </span>
        <span className="flex items-baseline gap-2 text-2xs text-muted">
          <span className="min-w-0 flex-1 truncate font-mono" title={rule.match}>
            {rule.match || t.everything}
          </span>
          {hit !== undefined && (
            <span title={t.hitsTitle(hit.hits, hit.last)} className={cx("shrink-0 tabular-nums", hit.hits > 0 ? "font-medium text-ok" : "text-faint")}>
              {t.hits(hit.hits)}
              <span className="sr-only"> {t.hitsTitle(hit.hits, hit.last)}</span>
            </span>
          )}
        </span>
      </a>
    </div>
  );
}
