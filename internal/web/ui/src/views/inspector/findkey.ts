import type { RefObject } from "react";
import { useKeys } from "@/model/keys";
import { text } from "@/text";

/**
 * Mod+F searches in the pane that has the focus. Where a side has it, that is the
 * side's; the browser's own search sees only what is scrolled into view.
 */
export function useFindKey(pane: RefObject<HTMLElement | null>, run: () => void): void {
  useKeys({
    title: text.inspector.tabs.keys,
    bindings: [
      {
        keys: ["Mod+f"],
        label: "", // the entry says it once
        run: () => {
          const focus = document.activeElement;
          if (!pane.current || !focus?.closest("[data-inspector]")) return false;
          const side = pane.current.closest<HTMLElement>("[data-side]");
          const focused = focus.closest<HTMLElement>("[data-side]");
          if (focused ? focused !== side : side?.dataset.side === "request") return false;
          run();
        },
      },
    ],
  });
}
