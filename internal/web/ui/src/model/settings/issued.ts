import type { Schemas } from "../types";

type Leaf = Schemas["IssuedLeaf"];

/** Those that a search finds: words in names, client, serial number and fingerprint. */
export function foundLeaves(all: readonly Leaf[], search: string): readonly Leaf[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return all;
  return all.filter((l) => {
    const text = [...l.names, l.client, l.serial, l.sha256].join(" ").toLowerCase();
    return words.every((w) => text.includes(w));
  });
}
