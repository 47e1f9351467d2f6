import { useMemo } from "react";
import type { Feed } from "@/model/list/feed";
import { cursor } from "@/model/list/cursor";
import { query, selection } from "@/model/traffic";
import type { MenuItem } from "@/widgets";
import { actionsOf, type Subject } from "../actions";

/** What the actions of the list are about: the selection, and the row that the person is at. */
export function useSubject(feed: Feed): { subject(): Subject | undefined; menu(onInspect: () => void): MenuItem[] } {
  return useMemo(() => {
    const subject = (): Subject | undefined => {
      const { ids, focus } = selection.get();
      if (focus === null || !ids.size) return undefined;
      const at = cursor.get().index;
      const row = feed.row(at)?.id === focus ? feed.row(at) : feed.row(feed.indexOf(focus));
      return row && { ids: [...ids].sort((a, b) => a - b), session: query.get().session, entry: row };
    };
    return {
      subject,
      menu(onInspect) {
        const s = subject();
        return s ? actionsOf(s, { onInspect }) : [];
      },
    };
  }, [feed]);
}
