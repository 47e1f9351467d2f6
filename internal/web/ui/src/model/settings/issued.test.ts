import { expect, test } from "vitest";
import { foundLeaves } from "./issued";

const leaf = (name: string, client: string) => ({ time: "2026-11-23T10:00:00Z", names: [name], serial: "5AF0", sha256: "00ff", not_after: "2026-11-24T10:00:00Z", client });

test("a search finds all its words in names, client and numbers", () => {
  const all = [leaf("api.example.com", "curl"), leaf("www.example.com", "firefox")];
  expect(foundLeaves(all, " ")).toBe(all);
  expect(foundLeaves(all, "EXAMPLE fire")).toEqual([all[1]]);
  expect(foundLeaves(all, "5af0").length).toBe(2);
  expect(foundLeaves(all, "api firefox")).toEqual([]);
});
