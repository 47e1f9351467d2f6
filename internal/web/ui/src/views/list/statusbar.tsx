import { ArrowDownToLine } from "lucide-react";
import type { Feed } from "@/model/list/feed";
import { status } from "@/model/status";
import { useStore } from "@/model/store";
import { askedFor, query, selection } from "@/model/traffic";
import { text } from "@/text";
import { cx, Tooltip } from "@/widgets";
import { Reading } from "../shell/archive";

const { list: t, units } = text;

/** Under the list: how much there is, and whether new entries are followed. */
export function StatusBar({ feed, follow, onFollow }: { feed: Feed; follow: boolean; onFollow(): void }) {
  const { total, complete, unsearched, loaded } = useStore(feed.state);
  const selected = useStore(selection, (s) => s.ids.size);
  const q = useStore(query);
  const s = useStore(status);
  const filtered = askedFor(q) !== "";
  return (
    <footer className="flex h-6 shrink-0 items-center gap-3 border-t bg-panel px-2 text-2xs text-muted tabular-nums">
      <span role="status">{filtered ? t.matches(total) : t.entries(total)}</span>
      {selected > 1 && <span>{t.selected(selected)}</span>}
      {s && s.capture.active > 0 && !q.session && <span>{t.active_(s.capture.active)}</span>}
      {!complete && loaded && <span className="animate-pulse">{t.sorting}</span>}
      {unsearched > 0 && <span className="animate-pulse">{t.unsearched(unsearched)}</span>}
      <Reading />
      <span className="flex-1" />
      {s && s.capture.discarded > 0 && <span className="text-bad">{t.lostEntries(s.capture.discarded)}</span>}
      {s && !q.session && <span>{t.onDisk(units.bytes(s.capture.bytes))}</span>}
      <Tooltip text={follow ? t.followOn : t.followOff} keys="f" side="top">
        <button
          type="button"
          aria-pressed={follow}
          onClick={onFollow}
          className={cx("flex h-5 items-center gap-1 rounded px-1.5 select-none", follow ? "bg-accent-soft text-accent" : "hover:bg-hover hover:text-ink")}
        >
          <ArrowDownToLine size={11} aria-hidden />
          {t.follow}
        </button>
      </Tooltip>
    </footer>
  );
}
