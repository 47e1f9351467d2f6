import { describe, expect, test } from "vitest";
import { composeOf, emptyForm, formOf, missing, requestOf, withBody, withRequest, withScheme, type Form } from "./form";
import { readHistory, remember, type Past } from "./history";
import { run, startRun, stopRun } from "./run";

const form: Form = { ...emptyForm, method: "POST", url: "https://a.example/x", fields: [{ name: "A", value: "b" }, { name: "", value: "" }], body: { is: "text", text: "hello" }, of: 12 };

describe("a form", () => {
  test("and what is asked of the instance", () => {
    expect(composeOf(form, false)).toEqual({ method: "POST", url: "https://a.example/x", fields: [{ name: "A", value: "b" }], text: "hello", replay_of: 12, rules: false, wait: true });
    expect(composeOf({ ...form, body: { is: "octets", base64: "AA==" } }, true)).toMatchObject({ base64: "AA==" });
    expect(composeOf({ ...form, body: { is: "kept", size: 3, note: "" } }, true)).toMatchObject({ same_body: true });
    expect(composeOf(emptyForm, true)).not.toHaveProperty("text");
  });

  test.each<[Parameters<typeof formOf>[0], Form["body"]]>([
    [{ method: "GET", url: "u", fields: [] }, { is: "text", text: "" }],
    [{ method: "GET", url: "u", fields: [], text: "x" }, { is: "text", text: "x" }],
    [{ method: "GET", url: "u", fields: [], base64: "AA==" }, { is: "octets", base64: "AA==" }],
    [{ method: "GET", url: "u", fields: [], same_body: true, body_note: "long" }, { is: "kept", size: 0, note: "long" }],
  ])("%j", (c, body) => {
    expect(formOf(c).body).toEqual(body);
  });

  test("as text and back", () => {
    const r = requestOf(form)!;
    expect(withRequest(form, r)).toEqual({ ...form, fields: [{ name: "A", value: "b" }] });
    expect(requestOf({ ...form, body: { is: "octets", base64: "" } })).toBeUndefined();
  });

  test.each([
    ["a.example/x", "https://a.example/x"],
    ["http://a.example", "http://a.example"],
    ["localhost:3000/x", "http://localhost:3000/x"],
    ["127.0.0.1:80", "http://127.0.0.1:80"],
    ["printer.local", "http://printer.local"],
    ["localhosts.example", "https://localhosts.example"],
    ["  ", ""],
  ])("%j is %s", (url, want) => {
    expect(withScheme(url)).toBe(want);
  });

  test("a first body brings its type and a method", () => {
    const one = withBody(emptyForm, { is: "text", text: '{"a":1}' });
    expect([one.method, one.fields]).toEqual(["POST", [{ name: "Content-Type", value: "application/json" }]]);
    expect(withBody({ ...emptyForm, method: "PUT", fields: [{ name: "content-type", value: "text/x" }] }, { is: "text", text: "{}" }).fields).toHaveLength(1);
    expect(withBody(one, { is: "text", text: "<a>" }).fields[0]!.value).toBe("application/json");
  });

  test("what is missing", () => {
    expect([missing(emptyForm), missing(form), missing({ ...form, method: "A B" }), missing({ ...form, url: "ftp://a" })]).toEqual(["url", undefined, "method", "url"]);
  });
});

describe("history", () => {
  test("the latest is first, and each is there once", () => {
    const other = { ...form, url: "https://b.example/" };
    const past = [form, other, form].reduce<Past[]>((all, f, i) => remember(all, f, `t${i}`), []);
    expect(past.map((p) => [p.at, p.form.url])).toEqual([["t2", form.url], ["t1", other.url]]);
  });

  test("it stays small", () => {
    let past: Past[] = [];
    for (let i = 0; i < 80; i++) past = remember(past, { ...form, url: `https://a.example/${i}`, body: { is: "text", text: "x".repeat(6000) } }, "t");
    expect(past.length).toBeGreaterThan(10);
    expect(JSON.stringify(past).length).toBeLessThan(100_000);
    expect(remember([], { ...form, body: { is: "text", text: "x".repeat(10_000) } }, "t")[0]!.form.body).toEqual({ is: "text", text: "" });
  });

  test("what is none is not taken", () => {
    expect(readHistory([{ at: "t", form }, {}, null, { at: 1, form }, { at: "t", form: { method: "GET" } }])).toHaveLength(1);
    expect(readHistory({})).toEqual([]);
  });
});

describe("a run", () => {
  const answer = (id: number) => ({ ids: [id], sent: [{ id, status: 200 }] });

  test("sends as often as asked", async () => {
    let id = 0;
    const done = await startRun(form, { times: 3, pauseMS: 1, rules: true }, async () => answer(++id));
    expect(done).toMatchObject({ going: false, stopped: false });
    expect(done.sent.map((s) => [s.n, s.id, s.status])).toEqual([[1, 1, 200], [2, 2, 200], [3, 3, 200]]);
    expect(run.get()).toEqual(done);
  });

  test("can be stopped while it pauses", async () => {
    const done = startRun(form, { times: 5, pauseMS: 1e9, rules: true }, async () => (queueMicrotask(() => setTimeout(stopRun)), answer(1)));
    expect(await done).toMatchObject({ going: false, stopped: true, sent: [{ n: 1 }] });
  });

  test("ends with what is wrong", async () => {
    const wrong = new Error("no");
    const done = await startRun(form, { times: 5, pauseMS: 0, rules: true }, () => Promise.reject(wrong));
    expect(done).toMatchObject({ going: false, failed: wrong, sent: [] });
  });

  test("another takes its place", async () => {
    let go = (): void => {};
    const first = startRun(form, { times: 2, pauseMS: 0, rules: true }, () => new Promise((ok) => (go = () => ok(answer(1)))));
    const second = await startRun(form, { times: 1, pauseMS: 0, rules: true }, async () => answer(2));
    go();
    expect(await first).toMatchObject({ stopped: true });
    expect(run.get()).toBe(second);
  });
});
