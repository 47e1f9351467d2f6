import { ChevronDown, ChevronRight, Ellipsis } from "lucide-react";
import { go, href } from "@/model/route";
import { flip } from "@/model/rules/arrange";
import type { Group } from "@/model/rules/drafts";
import { text } from "@/text";
import { Badge, cx, IconButton, Menu, Switch } from "@/widgets";
import { failed } from "../failed";

const t = text.rules;

/** The head of a group: its switch, its name, and what is wrong with its file. */
export function GroupHeader({ group, closed, onClosed, chosen }: { group: Group; closed: boolean; onClosed(closed: boolean): void; chosen: boolean }) {
  const edit = () => go("rules", group.name);
  return (
    <>
      <header className={cx("sticky top-0 z-10 flex h-7.5 items-center gap-1.5 border-b pr-1 pl-1", chosen ? "bg-selected" : "bg-panel")}>
        <button type="button" aria-expanded={!closed} aria-label={t.groupOf(group.name)} onClick={() => onClosed(!closed)} className="flex size-5 items-center justify-center rounded text-muted hover:bg-hover">
          {closed ? <ChevronRight size={13} aria-hidden /> : <ChevronDown size={13} aria-hidden />}
        </button>
        <Switch checked={group.enabled} label={t.groupSwitch(group.name)} onChange={(on) => void flip(group.name, "", on).catch(failed)} />
        <h2 className="min-w-0 truncate text-xs font-semibold" title={group.file}>
          {group.name}
        </h2>
        {group.given && <Badge title={t.givenHint}>{t.given}</Badge>}
        <span className="flex-1 text-2xs text-faint">{t.count(group.rules.length)}</span>
        <Menu align="end" items={[{ label: t.editFile, onSelect: edit }]}>
          <IconButton icon={Ellipsis} size={14} label={t.groupMenu(group.name)} className="h-6" />
        </Menu>
      </header>
      {group.problems.length > 0 && (
        <div role="alert" className="border-b bg-bad-soft px-3 py-1.5 text-xs text-bad">
          <p className="font-medium">{t.fileProblem}</p>
          <ul>
            {group.problems.map((p, i) => (
              <li key={i} className="flex gap-2">
                <a href={href("rules", group.name, { line: p.line, column: p.column })} className="shrink-0 font-mono text-bad underline tabular-nums">
                  {t.at(p.line, p.column)}
                </a>
                <span className="min-w-0 wrap-anywhere">{p.message}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
