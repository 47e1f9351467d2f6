import { createStore, type Store } from "./store";

/** A place in the UI: #/rules/group/name?from=12 is {view: "rules", path: ["group", "name"], query}. */
export interface Route {
  view: string; // "" is the traffic
  path: string[];
  query: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [view = "", ...rest] = path.split("/").filter(Boolean).map(decode);
  return { view, path: rest, query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The hash of a place: href("rules", "my group") is "#/rules/my%20group". */
export function href(view: string, ...rest: (string | Record<string, string | number>)[]): string {
  const parts = [view];
  const query = new URLSearchParams();
  for (const r of rest) {
    if (typeof r === "string") parts.push(r);
    else for (const [name, value] of Object.entries(r)) query.set(name, String(value));
  }
  const text = query.toString();
  return `#/${parts.map(encodeURIComponent).join("/")}${text ? `?${text}` : ""}`;
}

export const route: Store<Route> = createStore(parseRoute(typeof location === "undefined" ? "" : location.hash));

export function watchRoute(): void {
  addEventListener("hashchange", () => route.set(parseRoute(location.hash)));
  route.set(parseRoute(location.hash));
}

/** Goes to a place: go("compare", {left: 1, right: 2}); go("") is the traffic. */
export function go(view: string, ...rest: (string | Record<string, string | number>)[]): void {
  location.hash = href(view, ...rest);
}
