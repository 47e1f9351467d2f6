import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { on } from "@/model/changes";
import { isHeaderColumn } from "@/model/list/columns";
import { Feed } from "@/model/list/feed";
import { usePreference } from "@/model/preferences";
import { useStore } from "@/model/store";
import { filterOf, query } from "@/model/traffic";
import { text } from "@/text";
import type { VirtualHandle } from "@/widgets";
import { recording } from "../shell/recording";
import { ColumnsDialog } from "./columnsdialog";
import { Grid, useColumns } from "./grid";
import { useListKeys } from "./keys";
import { Nothing } from "./nothing";
import { Pills } from "./pills";
import { useReveal } from "./reveal";
import { StatusBar } from "./statusbar";
import { useSubject } from "./subject";

/** The traffic: pills, rows, and what is known of them together. */
export const List = memo(function List({ onInspect }: { onInspect(): void }) {
  const feed = useMemo(() => new Feed(), []);
  const q = useStore(query);
  const state = useStore(feed.state);
  const isRecording = useStore(recording);
  const [all] = useColumns();
  const [follow, setFollow] = usePreference("list.follow", true);
  const [choosing, setChoosing] = useState(false);
  const choose = useCallback(() => setChoosing(true), []);
  const handle = useRef<VirtualHandle>(null);

  const columns = useMemo(() => all.filter((c) => c.shown && isHeaderColumn(c.id)).map((c) => c.id), [all]);
  useEffect(() => feed.setQuery({ filter: filterOf(q), sort: q.sort, desc: q.desc, session: q.session, columns }), [feed, q, columns]);
  useEffect(() => on("list", (c) => feed.change(c)), [feed]); // also while there is nothing to show
  useEffect(() => on("reset", () => feed.renew()), [feed]);
  useEffect(() => {
    feed.resume();
    return () => feed.stop();
  }, [feed]);

  const ordered = q.sort === "id" && !q.desc;
  const followNow = () => {
    const next = !(follow && ordered);
    if (next && !ordered) query.set((was) => ({ ...was, sort: "id", desc: false }));
    setFollow(next);
  };
  const onMoved = (last: boolean) => ordered && setFollow(last);
  useReveal(handle, state.loaded && state.total > 0, () => setFollow(false));
  const actions = useSubject(feed);
  useListKeys({ feed, handle, onFollow: followNow, onMoved, onInspect, subject: actions.subject });

  return (
    <section aria-label={text.list.title} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <Pills />
      <div className="relative flex min-h-0 flex-1 flex-col">
        {!state.loaded && !state.error && <Progress />}
        {state.total > 0 ? (
          <Grid
            feed={feed}
            follow={follow && ordered}
            onFollow={onMoved}
            handle={handle}
            menu={() => actions.menu(onInspect)}
            onOpen={onInspect}
            onChooseColumns={choose}
          />
        ) : (
          <Nothing state={state} recording={isRecording} onRetry={() => feed.renew()} />
        )}
      </div>
      <StatusBar feed={feed} follow={follow && ordered} onFollow={followNow} />
      {choosing && <ColumnsDialog onClose={() => setChoosing(false)} />}
    </section>
  );
});

// A hairline over the rows of before, while those of a new query are being read.
function Progress() {
  return <div aria-hidden className="progress absolute inset-x-0 top-0 z-20 h-0.5 overflow-hidden" />;
}
