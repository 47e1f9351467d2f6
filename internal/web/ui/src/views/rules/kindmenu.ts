import { kinds, type Area } from "@/model/rules/kinds";
import { text } from "@/text";
import type { MenuItem } from "@/widgets";
import { kindIcon } from "./kindicon";

const f = text.rules.form;
const areas: readonly Area[] = ["answer", "send", "request", "response", "network", "other"];

/** All kinds of actions, by what they are for. */
export function kindItems(choose: (kind: string) => void): MenuItem[] {
  return areas.flatMap((area): MenuItem[] => [
    { heading: f.areas[area] },
    ...kinds.filter((k) => k.area === area).map((k) => ({ label: f.kinds[k.name]!, icon: kindIcon(k.name), detail: f.about[k.name], onSelect: () => choose(k.name) })),
  ]);
}
