import { href } from "@/model/route";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Badge } from "@/widgets";
import { statusTone } from "../message/tone";

const t = text.compare;

/** The two that are compared, always in sight. */
export function Entries({ left, right, session }: { left: Schemas["ComparedEntry"]; right: Schemas["ComparedEntry"]; session: string }) {
  return (
    <div className="sticky top-0 z-20 grid grid-cols-2 border-b bg-panel">
      <Entry side={t.left} entry={left} session={session} />
      <Entry side={t.right} entry={right} session={session} />
    </div>
  );
}

function Entry({ side, entry, session }: { side: string; entry: Schemas["ComparedEntry"]; session: string }) {
  const label = t.show(entry.id);
  const id = <span className="font-mono text-xs text-muted tabular-nums">{entry.id}</span>;
  return (
    <section aria-label={side} className="flex h-8 min-w-0 items-center gap-2 px-3 not-first:border-l">
      {session ? (
        id
      ) : (
        <a href={href("", { id: entry.id })} aria-label={label} title={label}>
          {id}
        </a>
      )}
      <span className="text-xs font-semibold">{entry.method}</span>
      <span className="min-w-0 flex-1 truncate font-mono text-xs" title={entry.url}>
        {entry.url}
      </span>
      {entry.status > 0 && <Badge tone={statusTone(entry.status)}>{entry.status}</Badge>}
    </section>
  );
}
