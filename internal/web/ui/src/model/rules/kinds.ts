import { block, breakpoint, fault, mapLocal, mapRemote, mark, redirectDNS, script } from "./kinds/answers";
import { httpBody, messageBody } from "./kinds/bodies";
import { auth, headers, method, params, setCookies, status, url } from "./kinds/edits";
import { delay, throttle } from "./kinds/network";
import { blank, type Shape } from "./shape";
import { Members, Num, scalarText, type Value } from "./value";

/** Area is under what a kind is found when one is added. */
export type Area = "answer" | "send" | "request" | "response" | "network" | "other";

export interface Kind {
  name: string;
  area: Area;
  shape: Shape;
  /** What a new action of the kind begins as, where nothing would not do. */
  begin?: Value;
}

/** kinds are all kinds of actions, in the order of the manual. */
export const kinds: readonly Kind[] = [
  { name: "breakpoint", area: "other", shape: breakpoint },
  { name: "map-local", area: "answer", shape: mapLocal },
  { name: "map-remote", area: "send", shape: mapRemote, begin: new Members() },
  { name: "block", area: "answer", shape: block },
  { name: "redirect-dns", area: "send", shape: redirectDNS },
  { name: "mark", area: "other", shape: mark, begin: Members.of({ color: "red" }) },
  { name: "request-headers", area: "request", shape: headers, begin: Members.of({ set: new Members([["", ""]]) }) },
  { name: "response-headers", area: "response", shape: headers, begin: Members.of({ set: new Members([["", ""]]) }) },
  { name: "request-trailers", area: "request", shape: headers, begin: Members.of({ set: new Members([["", ""]]) }) },
  { name: "response-trailers", area: "response", shape: headers, begin: Members.of({ set: new Members([["", ""]]) }) },
  { name: "query", area: "request", shape: params, begin: Members.of({ set: new Members([["", ""]]) }) },
  { name: "form", area: "request", shape: params, begin: Members.of({ set: new Members([["", ""]]) }) },
  { name: "request-cookies", area: "request", shape: params, begin: Members.of({ set: new Members([["", ""]]) }) },
  { name: "response-cookies", area: "response", shape: setCookies, begin: Members.of({ set: new Members([["", ""]]) }) },
  { name: "method", area: "request", shape: method, begin: "POST" },
  { name: "url", area: "request", shape: url },
  { name: "status", area: "response", shape: status, begin: new Num("503") },
  { name: "auth", area: "request", shape: auth },
  { name: "preset", area: "other", shape: { is: "choice", of: ["cors-open", "no-cache", "strip-cookies"] } },
  { name: "request-body", area: "request", shape: httpBody, begin: Members.of({ replace: Members.of({ text: "", with: "" }) }) },
  { name: "response-body", area: "response", shape: httpBody, begin: Members.of({ replace: Members.of({ text: "", with: "" }) }) },
  { name: "message-body", area: "other", shape: messageBody, begin: Members.of({ replace: Members.of({ text: "", with: "" }) }) },
  { name: "throttle", area: "network", shape: throttle, begin: "3g" },
  { name: "delay", area: "network", shape: delay, begin: "1s" },
  { name: "fault", area: "network", shape: fault, begin: Members.of({ truncate: new Num("1000") }) },
  { name: "script", area: "other", shape: script },
];

const byName = new Map(kinds.map((k) => [k.name, k]));

/** kindOf is the kind of a name; one that is not known is shown as it is written. */
export function kindOf(name: string): Kind {
  return byName.get(name) ?? { name, area: "other", shape: { is: "any" } };
}

/** Action is one action of a rule. Its value is null when the kind is all that is said. */
export interface Action {
  kind: string;
  value: Value;
}

/** readAction reads an item of a rule's actions, undefined for what is none. */
export function readAction(item: Value): Action | undefined {
  if (item instanceof Members) {
    const [pair] = item.pairs;
    return item.pairs.length === 1 && pair ? { kind: pair[0], value: pair[1] } : undefined;
  }
  return typeof item === "string" && item ? { kind: scalarText(item), value: null } : undefined;
}

/** writeAction is an action as an item. */
export function writeAction(a: Action): Value {
  return a.value === null && ["breakpoint", "block"].includes(a.kind) ? a.kind : new Members([[a.kind, a.value]]);
}

/** newAction is what an action of a kind begins as. */
export function newAction(kind: Kind): Action {
  return { kind: kind.name, value: kind.begin ?? blank(kind.shape) };
}
