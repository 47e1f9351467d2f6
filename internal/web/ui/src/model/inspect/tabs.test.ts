import { describe, expect, it } from "vitest";
import { digitOf, press, presses, shownTab, tabsOf } from "./tabs";

const plain = { kind: "exchange", inside: "", messages: 0, state: "complete" };
const socket = { ...plain, inside: "websocket" };
const call = { ...plain, inside: "grpc", messages: 2 };
const tunnel = { ...plain, kind: "tunnel" };

describe("tabsOf", () => {
  it("has messages where there are some, or will be", () => {
    expect(tabsOf(plain)).not.toContain("messages");
    expect(tabsOf(socket)).toContain("messages");
    expect(tabsOf({ ...plain, messages: 1 })).toContain("messages");
  });
  it("has a verdict of what is no exchange", () => {
    expect(tabsOf(tunnel)[0]).toBe("verdict");
    expect(tabsOf({ ...plain, kind: "handshake-failure" })[0]).toBe("verdict");
  });
});

it.each([
  [plain, undefined, "exchange"],
  [plain, "tls", "tls"],
  [plain, "messages", "exchange"],
  [socket, undefined, "messages"],
  [socket, "exchange", "exchange"],
  [call, undefined, "exchange"],
  [tunnel, "exchange", "verdict"],
  [tunnel, "notes", "notes"],
])("shownTab of %o, chosen %s, is %s", (e, chosen, want) => expect(shownTab(e, chosen)).toBe(want));

describe("press", () => {
  it("reaches every tab of every entry", () => {
    for (const e of [plain, socket, call, tunnel]) {
      const reached = new Set(presses.map((_, i) => press(e, i + 1)?.tab));
      for (const t of tabsOf(e)) expect(reached).toContain(t);
    }
  });
  it("chooses nothing that is not there", () => {
    expect(press(plain, 5)).toBeUndefined();
    expect(press(plain, 0)).toBeUndefined();
    expect(press(tunnel, 4)).toEqual({ tab: "verdict" });
  });
  it("is what digitOf says", () => {
    presses.forEach((p, i) => expect(digitOf(p.tab, p.side)).toBe(i + 1));
  });
});
