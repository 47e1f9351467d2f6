import { afterEach, describe, expect, it, vi } from "vitest";
import { aborted, ApiError, get, post, postFile, put, url } from "./api";

afterEach(() => vi.unstubAllGlobals());

function answering(response: () => Response): { calls: [string, RequestInit][] } {
  const calls: [string, RequestInit][] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    calls.push([path, init]);
    return response();
  });
  return { calls };
}

describe("api", () => {
  it("writes queries", () => {
    expect(url("/v1/x")).toBe("/v1/x");
    expect(url("/v1/x", { a: "b c&d", n: 0, no: undefined, empty: "", yes: true, list: ["p", "q"] })).toBe("/v1/x?a=b+c%26d&n=0&yes=true&list=p%2Cq");
  });

  it("sends and reads JSON", async () => {
    const { calls } = answering(() => new Response('{"ok":1}'));
    expect(await put("/v1/x", { a: [1] })).toEqual({ ok: 1 });
    expect(calls[0]![1]).toMatchObject({ method: "PUT", body: '{"a":[1]}', headers: { "Content-Type": "application/json" }, credentials: "same-origin", referrerPolicy: "no-referrer" });
  });

  it("knows answers without content", async () => {
    answering(() => new Response(null, { status: 204 }));
    expect(await post("/v1/x")).toBeUndefined();
  });

  it("sends files as octets", async () => {
    const { calls } = answering(() => new Response("{}"));
    await postFile("/v1/import", new Blob(["x"]));
    expect(calls[0]![1].headers).toEqual({ "Content-Type": "application/octet-stream" });
  });

  it("has errors in the API's form", async () => {
    answering(() => new Response('{"error":"no","hint":"try","column":4,"suggest":"so"}', { status: 400 }));
    const e = await get("/v1/x").catch((e: unknown) => e);
    expect(e).toBeInstanceOf(ApiError);
    expect(e).toMatchObject({ status: 400, message: "no", hint: "try", form: { column: 4, suggest: "so" }, signedOut: false, disconnected: false });
  });

  it("makes do with errors in another form", async () => {
    for (const body of ["<h1>", "{}", ""]) {
      answering(() => new Response(body, { status: 502, statusText: "Bad Gateway" }));
      await expect(get("/v1/x")).rejects.toMatchObject({ status: 502, message: "502 Bad Gateway" });
    }
  });

  it("tells no answer from giving up", async () => {
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("Failed to fetch");
    });
    await expect(get("/v1/x")).rejects.toMatchObject({ status: 0, disconnected: true });
    const stop = new AbortController();
    stop.abort();
    vi.stubGlobal("fetch", async () => {
      throw new DOMException("gone", "AbortError");
    });
    const e = await get("/v1/x", { signal: stop.signal }).catch((e: unknown) => e);
    expect(aborted(e)).toBe(true);
  });
});
