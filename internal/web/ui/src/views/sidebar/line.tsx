import { AppWindow, ChevronDown, ChevronRight, Database, FileText, Filter, Folder, Globe, Layers, LockKeyhole, MessageSquare, Pin, ShieldAlert, type LucideIcon } from "lucide-react";
import { memo } from "react";
import type { Line } from "@/model/sidebar/rows";
import { text } from "@/text";
import { cx } from "@/widgets";

const t = text.sidebar;

const icons: Partial<Record<Line["kind"], LucideIcon>> = {
  all: Layers, saved: Filter, pinned: Pin, commented: MessageSquare, app: AppWindow, host: Globe, path: Folder, session: Database,
};

/** What a line is called. */
export function nameOf(l: Line): string {
  switch (l.kind) {
    case "all":
      return t.all;
    case "part":
      return t.parts[l.part!];
    case "pinned":
      return t.pinned;
    case "commented":
      return t.commented;
    case "app":
      return l.name || t.unknownApp;
    case "host":
      return l.name || t.unknownHost;
  }
  return l.name;
}

interface Props {
  line: Line;
  /** Whether the find box has something in it. */
  finding: boolean;
  selected: boolean;
  focused: boolean;
  /** Said after the name. */
  detail?: string;
  onChoose(line: Line): void;
  onToggle(line: Line): void;
  onFocus(line: Line): void;
}

/** One line of the tree. */
export const TreeLine = memo(function TreeLine({ line, finding, selected, focused, detail, onChoose, onToggle, onFocus }: Props) {
  if (line.kind === "none" || line.kind === "more" || line.kind === "loading") return <Remark line={line} finding={finding} />;
  const name = nameOf(line);
  const part = line.kind === "part";
  const Icon = line.kind === "path" && line.expanded === undefined ? FileText : icons[line.kind];
  return (
    <div
      role="treeitem"
      data-key={line.key}
      aria-level={line.depth + 1}
      aria-expanded={line.expanded}
      aria-selected={part ? undefined : selected}
      tabIndex={focused ? 0 : -1}
      onFocus={() => onFocus(line)}
      onClick={() => (part ? onToggle(line) : onChoose(line))}
      onDoubleClick={() => !part && line.expanded !== undefined && onToggle(line)}
      className={cx(
        "flex h-6 cursor-default items-center gap-1 pr-2 text-xs select-none -outline-offset-2",
        part ? "mt-1.5 text-2xs font-semibold text-faint hover:text-ink" : selected ? "bg-selected" : "hover:bg-hover",
      )}
      style={{ paddingLeft: part ? 4 : 4 + Math.max(0, line.depth - 1) * 12 }}
    >
      <span
        aria-hidden
        className="flex size-4 shrink-0 items-center justify-center rounded text-faint hover:text-ink"
        onClick={(e) => {
          if (line.expanded === undefined || part) return;
          e.stopPropagation();
          onToggle(line);
        }}
      >
        {line.expanded === undefined ? null : line.expanded ? <ChevronDown size={13} /> : <ChevronRight size={13} />}
      </span>
      {Icon && <Icon size={13} strokeWidth={1.8} aria-hidden className={cx("shrink-0", selected ? "text-accent" : "text-muted")} />}
      <span title={name} className={cx("min-w-0 flex-1 truncate", !part && "pl-0.5", (line.kind === "app" || line.kind === "host") && !line.name && "text-muted italic")}>
        {name}
        {detail && <span className="pl-1.5 text-2xs text-faint">{detail}</span>}
      </span>
      <span className="sr-only">{spoken(line)}</span>
      <Warnings line={line} />
      {line.count !== undefined && <span aria-hidden className="pl-0.5 text-2xs text-muted tabular-nums">{text.common.number(line.count)}</span>}
    </div>
  );
});

// What its figures and badges say, in words.
function spoken(l: Line): string {
  const said: string[] = [];
  if (l.count !== undefined) said.push(t.entries(l.count));
  if (l.errors) said.push(t.errors(l.errors));
  if (l.clientPinned) said.push(t.clientPinned(l.clientPinned));
  if (l.invalid) said.push(t.invalid(l.invalid));
  return said.join(", ");
}

function Warnings({ line }: { line: Line }) {
  return (
    <>
      {Boolean(line.clientPinned) && (
        <span aria-hidden title={t.clientPinned(line.clientPinned!)} className="shrink-0 text-warn">
          <LockKeyhole size={12} aria-hidden />
        </span>
      )}
      {Boolean(line.invalid) && (
        <span aria-hidden title={t.invalid(line.invalid!)} className="shrink-0 text-bad">
          <ShieldAlert size={12} aria-hidden />
        </span>
      )}
      {Boolean(line.errors) && (
        <span aria-hidden title={t.errors(line.errors!)} className="shrink-0 rounded-full bg-bad-soft px-1.5 text-2xs font-medium text-bad tabular-nums">
          {text.common.number(line.errors!)}
        </span>
      )}
    </>
  );
}

function Remark({ line, finding }: { line: Line; finding: boolean }) {
  const said = line.kind === "more" ? t.more(line.count ?? 0) : line.kind === "loading" ? t.loading : finding ? t.nothingFound : t.none[line.part!];
  return (
    <div role="none" className="truncate py-0.5 pr-2 text-2xs text-faint" style={{ paddingLeft: 24 + Math.max(0, line.depth - 1) * 12 }}>
      {said}
    </div>
  );
}
