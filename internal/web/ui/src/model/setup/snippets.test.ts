import { expect, test } from "vitest";
import { arrived, arrivedBy, fingerprint, grouped, inOrder, listenOnNetwork, neighbour, sharedChecks, toAsk, type Snippet } from "./snippets";

const snippet = (id: string, group: Snippet["group"], check = id): Snippet => ({ id, group, check, title: id, language: "sh", text: id });
const all = [snippet("ios", "phone"), snippet("bash", "terminal", "local"), snippet("curl", "terminal"), snippet("zsh", "terminal", "local")];

test("groups come in their order, and none is empty", () => {
  expect(grouped(all).map((g) => g.group)).toEqual(["terminal", "phone"]);
  expect(inOrder(all).map((s) => s.id)).toEqual(["bash", "curl", "zsh", "ios"]);
});

test("a neighbour ends where the list does", () => {
  const ordered = inOrder(all);
  expect(neighbour(ordered, "bash", 1)?.id).toBe("curl");
  expect(neighbour(ordered, "bash", -1)?.id).toBe("bash");
  expect(neighbour(ordered, "ios", 1)?.id).toBe("ios");
  expect(neighbour(ordered, "", 1)?.id).toBe("bash");
  expect(neighbour([], "", 1)).toBeUndefined();
});

test("only what is newer has arrived, whatever the check is made of", () => {
  expect(arrived("app:curl", 12)).toBe("app:curl id:>12");
  expect(arrived("app:curl or app:wget", 12)).toBe("(app:curl or app:wget) id:>12");
  expect(arrived("app:curl|wget", 12)).toBe("(app:curl|wget) id:>12");
  expect(arrived("", 0)).toBe("id:>0");
});

test("what several ways share counts for those that were looked at", () => {
  const shared = sharedChecks(all);
  expect([...shared]).toEqual(["local"]);
  const starts = { page: 3, own: new Map([["bash", 7]]) };
  expect(all.map((s) => arrivedBy(s, starts, shared))).toEqual(["ios id:>3", "local id:>7", "curl id:>3", undefined]);
  expect(arrivedBy(all[0]!, undefined, shared)).toBeUndefined();
});

test("the own check is asked first, then those of its group that have one of their own", () => {
  const starts = { page: 3, own: new Map([["bash", 7]]) };
  expect(toAsk(all[1]!, all, starts)).toEqual([
    { filter: "local id:>7", once: false },
    { filter: "verdict:untrusted-ca,pinned id:>7", once: false },
    { filter: "id:>7", once: false },
    { filter: "curl id:>3", once: true },
  ]);
  expect(toAsk(all[3]!, all, starts)).toEqual([]); // not looked at yet
});

test("a fingerprint is in pairs", () => {
  expect(fingerprint("0aff10")).toBe("0A:FF:10");
  expect(fingerprint("")).toBe("");
});

test("the network is listened on at the same port", () => {
  expect(listenOnNetwork("127.0.0.1:9090")).toBe("rockxy serve --proxy 0.0.0.0:9090");
  expect(listenOnNetwork("[::1]:8080")).toBe("rockxy serve --proxy 0.0.0.0:8080");
});
