// Which tabs an entry has, which one is shown, and the keys 1 to 9.

export type TabId = "exchange" | "verdict" | "messages" | "timing" | "tls" | "rules" | "notes";
export type SideTab = "headers" | "params" | "cookies" | "body";

/** What is asked of an entry. */
export interface TabSubject {
  readonly kind: string;
  readonly inside: string;
  readonly messages: number;
  readonly state: string;
}

/** Entries that are looked at in the same way share the choice of a tab. */
export type TabClass = "plain" | "stream" | "connection";

export function classOf(e: TabSubject): TabClass {
  if (e.kind !== "exchange") return "connection";
  return hasMessages(e) ? "stream" : "plain";
}

export function hasMessages(e: TabSubject): boolean {
  return e.messages > 0 || ["websocket", "sse", "grpc"].includes(e.inside);
}

export function tabsOf(e: TabSubject): TabId[] {
  if (e.kind !== "exchange") return ["verdict", "timing", "tls", "rules", "notes"];
  return hasMessages(e) ? ["exchange", "messages", "timing", "tls", "rules", "notes"] : ["exchange", "timing", "tls", "rules", "notes"];
}

/** The tab that is shown when this one was chosen last for entries of the class. */
export function shownTab(e: TabSubject, chosen: string | undefined): TabId {
  const all = tabsOf(e);
  const first = classOf(e) === "stream" && e.inside !== "grpc" ? "messages" : all[0]!;
  return all.find((t) => t === chosen) ?? first;
}

export type Press = { readonly tab: TabId; readonly side?: SideTab };

/** What each digit chooses, from 1. */
export const presses: readonly Press[] = [
  { tab: "exchange", side: "headers" },
  { tab: "exchange", side: "params" },
  { tab: "exchange", side: "cookies" },
  { tab: "exchange", side: "body" },
  { tab: "messages" },
  { tab: "timing" },
  { tab: "tls" },
  { tab: "rules" },
  { tab: "notes" },
];

/** What a digit chooses of an entry, undefined when it has no such tab. */
export function press(e: TabSubject, digit: number): Press | undefined {
  const p = presses[digit - 1];
  if (!p) return undefined;
  const all = tabsOf(e);
  if (all.includes(p.tab)) return p;
  return p.tab === "exchange" && e.kind !== "exchange" ? { tab: "verdict" } : undefined;
}

/** The digit of a tab, for its tooltip. */
export function digitOf(tab: TabId, side?: SideTab): number {
  if (tab === "verdict") return 1;
  return presses.findIndex((p) => p.tab === tab && p.side === side) + 1;
}
