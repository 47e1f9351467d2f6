import { beforeEach, describe, expect, it } from "vitest";
import { addToSearch, askedFor, filterOf, query, quoted } from "./traffic";

const q = { search: "", scope: "", pills: {}, cleared: 0 };

describe("filterOf", () => {
  it.each([
    [q, ""],
    [{ ...q, search: " token " }, "token"],
    [{ ...q, search: "a", scope: "host:b" }, "host:b a"],
    [{ ...q, search: "a or b", scope: "host:b" }, "host:b (a or b)"],
    [{ ...q, pills: { type: ["type:json", "type:html"], status: [] } }, "type:json or type:html"],
    [{ ...q, pills: { type: ["type:json", "type:html"], status: ["status:5xx"] }, search: "x" }, "(type:json or type:html) status:5xx x"],
    [{ ...q, search: "a|b", scope: "s" }, "s (a|b)"],
    [{ ...q, cleared: 7 }, "id:>7 or is:kept or is:active"],
    [{ ...q, cleared: 7, search: "a" }, "(id:>7 or is:kept or is:active) a"],
  ])("%j", (query, want) => expect(filterOf(query)).toBe(want));

  it("leaves out of what was asked for what is about to be deleted", () => expect(askedFor({ ...q, search: "a" })).toBe("a"));
});

describe("addToSearch", () => {
  beforeEach(() => query.set({ ...query.get(), search: "" }));
  const search = () => query.get().search;

  it("joins conditions, once", () => {
    addToSearch("host:a");
    addToSearch("status:404");
    addToSearch("host:a");
    expect(search()).toBe("host:a status:404");
  });

  it("keeps alternatives together", () => {
    query.set({ ...query.get(), search: "a or b" });
    addToSearch("host:c");
    expect(search()).toBe("(a or b) host:c");
  });
});

it("quotes what needs it", () => {
  expect(quoted("api.example.com")).toBe("api.example.com");
  expect(quoted("a b")).toBe('"a b"');
  expect(quoted('say "hi"\\')).toBe('"say \\"hi\\"\\\\"');
  expect(quoted("or")).toBe('"or"');
  expect(quoted("")).toBe('""');
});
