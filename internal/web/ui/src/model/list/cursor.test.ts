import { beforeEach, describe, expect, it } from "vitest";
import { selection } from "../traffic";
import { cursor, extendTo, moveTo, settle, toggle } from "./cursor";

let rows: (number | undefined)[];
const idAt = (i: number) => rows[i];
const indexOf = (id: number) => rows.indexOf(id);
const selected = () => [...selection.get().ids];

beforeEach(() => {
  rows = [10, 11, 12, 13, 14, 15];
  cursor.set({ index: -1, anchor: -1, pending: false });
  selection.set({ ids: new Set(), focus: null });
});

describe("cursor", () => {
  it("selects what it moves to", () => {
    moveTo(2, idAt);
    expect(selected()).toEqual([12]);
    expect(selection.get().focus).toBe(12);
  });

  it("extends from where the range began, in both directions", () => {
    moveTo(2, idAt);
    expect(extendTo(4, idAt)).toBe(true);
    expect(selected()).toEqual([12, 13, 14]);
    extendTo(1, idAt);
    expect(selected()).toEqual([11, 12]);
    expect(selection.get().focus).toBe(11);
  });

  it("says when rows of a range are not there", () => {
    rows[3] = undefined;
    moveTo(1, idAt);
    expect(extendTo(4, idAt)).toBe(false);
    expect(selected()).toEqual([11, 12, 14]);
  });

  it("adds and takes out", () => {
    moveTo(0, idAt);
    toggle(3, 13);
    expect(selected()).toEqual([10, 13]);
    toggle(3, 13);
    expect(selected()).toEqual([10]);
    expect(selection.get().focus).toBe(10);
    toggle(0, 10);
    expect(selection.get()).toEqual({ ids: new Set(), focus: null });
  });

  it("selects a row that comes later", () => {
    rows[5] = undefined;
    moveTo(5, idAt);
    expect(selected()).toEqual([]);
    settle(idAt, indexOf);
    expect(selected()).toEqual([]);
    rows[5] = 15;
    settle(idAt, indexOf);
    expect(selected()).toEqual([15]);
    expect(cursor.get().pending).toBe(false);
  });

  it("goes with its entry when rows come above it", () => {
    moveTo(2, idAt);
    extendTo(3, idAt);
    rows.unshift(8, 9);
    settle(idAt, indexOf);
    expect(cursor.get()).toEqual({ index: 5, anchor: 4, pending: false });
    expect(selected()).toEqual([12, 13]);
  });

  it("stays where it is when its entry is out of sight", () => {
    moveTo(2, idAt);
    rows = [20, 21, 22, 23];
    settle(idAt, indexOf);
    expect(cursor.get().index).toBe(2);
    expect(selected()).toEqual([12]);
  });
});
