import { expect, it } from "vitest";
import { href, parseRoute } from "./route";

it("reads places", () => {
  expect(parseRoute("")).toMatchObject({ view: "", path: [] });
  expect(parseRoute("#/")).toMatchObject({ view: "", path: [] });
  const r = parseRoute("#/rules/my%20group/a%2Fb?new=block&from=12");
  expect(r).toMatchObject({ view: "rules", path: ["my group", "a/b"] });
  expect(Object.fromEntries(r.query)).toEqual({ new: "block", from: "12" });
  expect(parseRoute("#/rules/%zz").path).toEqual(["%zz"]);
});

it("comes back from a link", () => {
  const r = parseRoute(href("rules", "100%", "ä?#/", { from: 7, new: "map local" }));
  expect(r.path).toEqual(["100%", "ä?#/"]);
  expect(Object.fromEntries(r.query)).toEqual({ from: "7", new: "map local" });
  expect(href("")).toBe("#/");
});
