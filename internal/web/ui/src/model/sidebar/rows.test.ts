import { describe, expect, it } from "vitest";
import type { Schemas } from "../types";
import { levelKey, linesOf, step, wanted, withSaved, type Shown } from "./rows";

const group = (name: string, count: number): Schemas["Group"] => ({ name, filter: `host:${name}`, count, errors: 0, client_pinned: 0, invalid: 0 });

const shown = (more: Partial<Shown> = {}): Shown => ({
  data: { total: 5, pinned: 1, commented: 2, apps: [group("curl", 3)], more_apps: 0, hosts: [group("a.test", 2), group("b.test", 1)], more_hosts: 7, sessions: [] },
  saved: [],
  open: new Set(),
  closed: new Set(),
  levels: new Map(),
  find: "",
  captured: "default",
  ...more,
});

const keys = (s: Shown) => linesOf(s).map((l) => l.key);

describe("linesOf", () => {
  it("has a part for each kind of thing", () => {
    expect(keys(shown())).toEqual(["all", "saved", "saved none", "kept", "pinned", "commented", "apps", "apps curl", "hosts", "hosts a.test", "hosts b.test", "hosts more"]);
  });

  it("leaves out what is closed", () => {
    expect(keys(shown({ closed: new Set(["saved", "kept", "apps", "hosts"]) }))).toEqual(["all", "saved", "kept", "apps", "hosts"]);
  });

  it("shows the levels of a tree as they come", () => {
    const open = new Set(["hosts a.test", "path a.test /v1 node"]);
    expect(keys(shown({ open })).slice(9, 11)).toEqual(["hosts a.test", "hosts a.test loading"]);
    const node = (name: string, path: string, leaf: boolean): Schemas["Node"] => ({ name, path, leaf, filter: `path:${path}`, count: 1, errors: 0 });
    const levels = new Map([
      [levelKey({ host: "a.test", path: "" }), { nodes: [node("v1", "/v1", false), node("v1", "/v1", true)], more: 0 }],
      [levelKey({ host: "a.test", path: "/v1" }), { nodes: [node("x", "/v1/x", true)], more: 3 }],
    ]);
    const lines = linesOf(shown({ open, levels }));
    expect(lines.filter((l) => l.depth > 1).map((l) => `${l.depth} ${l.key}`)).toEqual(["2 path a.test /v1 node", "3 path a.test /v1/x leaf", "3 path a.test /v1 node more", "2 path a.test /v1 leaf"]);
    expect(wanted(lines)).toEqual([{ host: "a.test", path: "" }, { host: "a.test", path: "/v1" }]);
    expect(new Set(lines.map((l) => l.key)).size).toBe(lines.length);
  });

  it("finds applications and hosts by a part of the name", () => {
    expect(keys(shown({ find: "B.T", closed: new Set(["hosts"]) }))).toEqual(["all", "apps", "apps none", "hosts", "hosts b.test"]);
  });

  it("shows sessions where there is more than the captured one", () => {
    const session = (name: string) => ({ name, entries: 3 }) as Schemas["SessionInfo"];
    const data = { ...shown().data!, sessions: [session("default"), session("old")] };
    expect(keys(shown({ data })).slice(-3)).toEqual(["sessions", "session default", "session old"]);
  });
});

describe("step", () => {
  const lines = linesOf(shown());
  it("passes over what says that there is nothing", () => {
    expect(step(lines, 1, "ArrowDown")).toEqual({ to: 3 });
    expect(step(lines, 3, "ArrowUp")).toEqual({ to: 1 });
    expect(step(lines, 0, "ArrowUp")).toEqual({ to: 0 });
    expect(step(lines, 0, "End")).toEqual({ to: 10 });
  });
  it("opens and closes, and leads to the line above", () => {
    expect(step(lines, 9, "ArrowRight")).toEqual({ toggle: 9 });
    expect(step(lines, 8, "ArrowLeft")).toEqual({ toggle: 8 });
    expect(step(lines, 10, "ArrowLeft")).toEqual({ to: 8 });
    expect(step(lines, 7, "ArrowRight")).toBeNull();
  });
});

it("a saved filter replaces one of its name", () => {
  const one = withSaved([{ name: "a", filter: "x" }], { name: "b", filter: "y" });
  expect(withSaved(one, { name: "a", filter: "z" })).toEqual([{ name: "a", filter: "z" }, { name: "b", filter: "y" }]);
});
