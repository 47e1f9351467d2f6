import type { Side } from "@/model/inspect/entry";
import type { SideTab } from "@/model/inspect/tabs";
import { usePreference } from "@/model/preferences";

/** What both sides show, and how they lie. */
export interface Sides {
  stacked: boolean;
  onStacked(on: boolean): void;
  tab(side: Side): SideTab;
  onTab(side: Side, tab: SideTab): void;
  /** Chooses a tab for both, or for the one that has the focus. */
  choose(tab: SideTab): void;
  /** How much of the room the request has, 0 to 1. */
  share: number;
  onShare(share: number): void;
}

/** Under the list there is room for two sides; right of it they are better stacked. */
export function useSides(dock: "below" | "right"): Sides {
  const [stacked, setStacked] = usePreference<boolean>(`inspector.stacked.${dock}`, dock === "right");
  const [request, setRequest] = usePreference<SideTab>("inspector.request", "headers");
  const [response, setResponse] = usePreference<SideTab>("inspector.response", "body");
  const [share, setShare] = usePreference<number>(`inspector.share.${stacked ? "stacked" : "beside"}`, 0.5);
  return {
    stacked,
    onStacked: setStacked,
    tab: (side) => (side === "request" ? request : response),
    onTab: (side, tab) => (side === "request" ? setRequest(tab) : setResponse(tab)),
    choose(tab) {
      const focused = document.activeElement?.closest<HTMLElement>("[data-side]")?.dataset.side;
      if (focused !== "response") setRequest(tab);
      if (focused !== "request" && tab !== "params") setResponse(tab);
    },
    share,
    onShare: setShare,
  };
}
