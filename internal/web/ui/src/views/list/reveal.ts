import { useEffect } from "react";
import { cursor } from "@/model/list/cursor";
import { positionOf, reveal, wish } from "@/model/list/reveal";
import { parseRoute, route } from "@/model/route";
import { useStore } from "@/model/store";
import { query, selection } from "@/model/traffic";
import type { VirtualHandle } from "@/widgets";

/** Goes to entries that somebody wants to see: a link (#/?id=12), the inspector, a message. */
export function useReveal(handle: { current: VirtualHandle | null }, ready: boolean, stopFollowing: () => void): void {
  const linked = useStore(route, (r) => (r.view === "" ? Number(r.query.get("id") ?? 0) : 0));
  const { id, n } = useStore(wish);
  useEffect(() => {
    if (linked > 0 && linked !== selection.get().focus) reveal(linked);
  }, [linked]);
  useEffect(rememberInAddress, []);
  useEffect(() => {
    if (!id || !ready) return;
    const stop = new AbortController();
    positionOf(id, query.get(), stop.signal).then(
      (index) => {
        if (stop.signal.aborted || index < 0) return;
        stopFollowing();
        cursor.set({ index, anchor: index, pending: false });
        handle.current?.scrollTo(index, "center");
      },
      () => {}, // it is shown in the inspector all the same
    );
    return () => stop.abort();
  }, [id, n, ready]);
}

const after = 400; // milliseconds: browsers do not let a page do this all the time

/** Keeps what is selected in the address, so that reloading shows it again. */
function rememberInAddress(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    if (route.get().view !== "") return;
    const { focus } = selection.get();
    const hash = focus === null ? "#/" : `#/?id=${focus}`;
    if (location.hash === hash) return;
    history.replaceState(null, "", `${location.pathname}${hash}`);
    route.set(parseRoute(hash));
  };
  const off = selection.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(write, after);
  });
  return () => {
    off();
    clearTimeout(timer);
  };
}
