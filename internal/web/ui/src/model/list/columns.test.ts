import { describe, expect, it } from "vitest";
import { addHeaderColumn, clampWidth, columnKinds, columnsFrom, fluidColumn, isHeaderColumn, moveColumn, setWidth } from "./columns";

const ids = (all: readonly { id: string }[]) => all.map((c) => c.id);

describe("columns", () => {
  it("are the first ones for who has not chosen", () => {
    for (const kept of [undefined, null, [], "broken", 7]) {
      const all = columnsFrom(kept);
      expect(ids(all)).toEqual(ids(columnKinds));
      expect(all.filter((c) => c.shown)).toHaveLength(columnKinds.filter((c) => c.initial).length);
    }
  });

  it("keep order, width and header fields", () => {
    const all = columnsFrom([{ id: "host", width: 99, shown: true }, { id: "res.header:server", width: 120, shown: true }, { id: "id", shown: false }]);
    expect(ids(all).filter((i) => ["host", "res.header:server", "id"].includes(i))).toEqual(["host", "res.header:server", "id"]);
    expect(all.find((c) => c.id === "host")).toMatchObject({ width: 99, shown: true });
    expect(all.find((c) => c.id === "id")?.shown).toBe(false);
    expect(all.find((c) => c.id === "path")?.shown).toBe(false);
    expect(new Set(ids(all)).size).toBe(all.length);
  });

  it("leave out what is broken", () => {
    const all = columnsFrom([{ id: "host" }, { id: "host" }, { id: "no-such" }, { id: "res.header:bad name" }, null, { id: 3 }, { id: "took", width: 1e9 }]);
    expect(ids(all).filter((i) => i === "host")).toHaveLength(1);
    expect(ids(all)).not.toContain("no-such");
    expect(all.find((c) => c.id === "took")?.width).toBe(clampWidth(1e9));
  });

  it("know header fields", () => {
    expect(isHeaderColumn("req.header:x-id")).toBe(true);
    expect(isHeaderColumn("res.header:X-Id")).toBe(false);
    expect(isHeaderColumn("req.header:")).toBe(false);
    expect(isHeaderColumn("header:x")).toBe(false);
  });

  it("come before the waterfall when they are added, once", () => {
    const once = addHeaderColumn(columnsFrom([]), "res", " Server ");
    const twice = addHeaderColumn(once, "res", "server");
    expect(ids(twice)).toEqual(ids(once));
    expect(ids(once).indexOf("res.header:server")).toBe(ids(once).indexOf("waterfall") - 1);
    expect(addHeaderColumn(once, "req", "no good")).toEqual(once);
  });

  it("move", () => {
    const all = columnsFrom([]);
    expect(ids(moveColumn(all, "path", "status")).indexOf("path")).toBe(ids(all).indexOf("status"));
    expect(ids(moveColumn(all, "id", "")).at(-1)).toBe("id");
    expect(ids(moveColumn(all, "no-such", "id"))).toEqual(ids(all));
    expect(ids(moveColumn(all, "id", "id"))).toEqual(ids(all));
  });

  it("give and take where one has no width of its own", () => {
    const all = columnsFrom([]).filter((c) => c.shown);
    expect(fluidColumn(all)).toBe("path");
    const app = all.find((c) => c.id === "app")!;
    const path = all.find((c) => c.id === "path")!;
    expect(setWidth(all, "path", path.width + 20).find((c) => c.id === "app")?.width).toBe(app.width - 20);
    expect(setWidth(all, "host", 222).find((c) => c.id === "host")?.width).toBe(222);
  });
});
