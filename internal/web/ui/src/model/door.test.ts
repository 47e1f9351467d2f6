import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openDoor, tokenIn } from "./door";

const steps: string[] = [];

function at(hash: string, answers: (method: string) => number): void {
  vi.stubGlobal("location", { hash, pathname: "/" });
  vi.stubGlobal("history", { replaceState: (_: unknown, __: string, to: string) => steps.push(`replace ${to}`) });
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    steps.push(`${init.method} ${typeof init.body === "string" ? init.body : ""}`.trim());
    const status = answers(init.method!);
    if (!status) throw new TypeError("Failed to fetch");
    return new Response(status === 204 ? null : '{"error":"no"}', { status });
  });
}

beforeEach(() => void (steps.length = 0));
afterEach(() => vi.unstubAllGlobals());

describe("door", () => {
  it("finds a token", () => {
    expect(tokenIn("#token=Ab_-9")).toBe("Ab_-9");
    for (const hash of ["", "#/", "#/rules?token=x", "#token=", "#token=a b", "#token=a&b"]) expect(tokenIn(hash)).toBe("");
  });

  it("takes the token out of the address before it does anything else", async () => {
    at("#token=abc", () => 204);
    expect(await openDoor()).toBe("open");
    expect(steps).toEqual(["replace /#/", 'POST {"token":"abc"}']);
  });

  it("needs no token with a good cookie", async () => {
    at("#/rules", () => 204);
    expect(await openDoor()).toBe("open");
    expect(steps).toEqual(["GET"]);
  });

  it("lets in who has a good cookie and an old token", async () => {
    at("#token=old", (m) => (m === "POST" ? 403 : 204));
    expect(await openDoor()).toBe("open");
  });

  it("stays shut", async () => {
    at("#token=bad", (m) => (m === "POST" ? 403 : 401));
    expect(await openDoor()).toBe("refused");
    at("#/", () => 401);
    expect(await openDoor()).toBe("refused");
    at("#/", () => 0);
    expect(await openDoor()).toBe("unreachable");
  });
});
