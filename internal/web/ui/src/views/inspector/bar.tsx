import { Columns2, Copy, MoreHorizontal, Rows2 } from "lucide-react";
import type { Flow } from "@/model/types";
import { text } from "@/text";
import { Badge, CopyButton, IconButton, Menu } from "@/widgets";
import { actionsOf, copyItems, type Subject } from "../actions";
import { statusTone } from "../message/tone";
import { Dock } from "./dock";
import type { KnownProps } from "./entry";
import type { Sides } from "./sides";

/** The line that says which entry it is, and what can be done with it. */
export function Bar(props: KnownProps & { sides: Sides | undefined }) {
  const { detail: d, sides } = props;
  const t = text.inspector.bar;
  const subject: Subject = { ids: [d.id], session: props.session, entry: d as Flow };
  const status = d.status || (d.state === "active" ? t.going : d.state === "failed" ? t.failed : t.noStatus);
  return (
    <header data-entry={d.id} className="flex h-8 shrink-0 items-center gap-2 border-b bg-panel pr-1 pl-2">
      <Badge tone={d.status ? statusTone(d.status) : d.state === "failed" ? "bad" : "neutral"}>{status}</Badge>
      <h2 className="flex min-w-0 items-center gap-1.5 font-mono text-xs">
        <span className="shrink-0 font-semibold">{d.method || text.inspector.tabs.verdict}</span>
        <span className="min-w-0 truncate" title={d.url || d.host}>
          {d.url || d.host}
        </span>
      </h2>
      <CopyButton text={d.url || d.host} label={t.copyURL} doneLabel={text.common.copied} size={13} className="-ml-1.5" />
      <Meta {...props} />
      <div className="ml-auto flex shrink-0 items-center">
        {d.kind === "exchange" && (
          <Menu items={() => copyItems(subject)} align="end">
            <IconButton icon={Copy} label={t.copyAs} />
          </Menu>
        )}
        <Menu items={() => actionsOf(subject)} align="end">
          <IconButton icon={MoreHorizontal} label={t.more} />
        </Menu>
        {sides && (
          <IconButton icon={sides.stacked ? Columns2 : Rows2} label={sides.stacked ? t.sideBySide : t.stacked} onClick={() => sides.onStacked(!sides.stacked)} />
        )}
        <Dock {...props} />
      </div>
    </header>
  );
}

/** Figures and marks, as far as there is room. */
function Meta({ detail: d, onOpen }: KnownProps) {
  const t = text.inspector.bar;
  const u = text.units;
  return (
    <div className="hidden min-w-0 shrink-[2] items-center gap-2 overflow-hidden text-2xs whitespace-nowrap text-muted @2xl:flex">
      <span title={u.dateTime(d.started)}>{u.time(d.started)}</span>
      {d.duration_ms !== null && <span>{u.duration(d.duration_ms)}</span>}
      {d.protocol && <span>{d.protocol}</span>}
      {d.process && <span className="truncate">{d.process}</span>}
      {d.pinned && <Badge>{t.pinned}</Badge>}
      {d.rules.length > 0 && (
        <Badge tone="accent" title={d.rules.join(", ")}>
          {t.rules(d.rules.length)}
        </Badge>
      )}
      {d.replay_of !== undefined && d.replay_of > 0 && (
        <button type="button" className="text-accent hover:underline" onClick={() => onOpen(d.replay_of!)}>
          {t.replayOf(d.replay_of)}
        </button>
      )}
      {d.replays && d.replays.length > 0 && (
        <button type="button" className="text-accent hover:underline" onClick={() => onOpen(d.replays!.at(-1)!)}>
          {t.replays(d.replays.length)}
        </button>
      )}
      {d.imported && <Badge tone="info">{t.imported(d.imported)}</Badge>}
    </div>
  );
}
