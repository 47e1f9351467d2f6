import { describe, expect, test } from "vitest";
import type { Schemas } from "../types";
import { answerFor, changed, editOf, formOf, told } from "./form";

const item: Omit<Schemas["PausedDetail"], "original" | "phase"> = { id: 7, exchange: 3, direction: "request", method: "POST", url: "https://a.example/x", client: "", process: "curl", process_id: 1, rule: "r", group: "g", since: "", deadline: null, then: "send", body_bytes: 3, edited: false };
const request: Schemas["PausedDetail"] = {
  ...item,
  phase: "request",
  original: { version: "HTTP/1.1", method: "POST", url: "https://a.example/x", fields: [{ name: "Host", value: "a.example" }, { name: "Content-Length", value: "3" }, { name: "X", value: "\ufffd", base64: "/w==" }], text: "abc" },
};
const response: Schemas["PausedDetail"] = { ...item, phase: "response", original: { version: "HTTP/2", status: 200, fields: [{ name: "content-encoding", value: "gzip" }], base64: "AAE=" } };
const event: Schemas["PausedDetail"] = { ...item, phase: "message", kind: "event", original: { fields: [{ name: "event", value: "tick" }], text: "1" } };

describe("a paused message", () => {
  test.each([
    ["request", request],
    ["response", response],
    ["message", event],
  ] as const)("%s: untouched, its body stays as it came", (is, detail) => {
    const f = formOf(detail);
    expect(f.is).toBe(is);
    expect(changed(f, f)).toBe(false);
    expect(editOf(f, f).message).not.toHaveProperty("text");
    expect(editOf(f, f).message).not.toHaveProperty("base64");
    expect(editOf(f, f).message!.fields).toEqual(detail.original.fields);
  });

  test("what was edited is told", () => {
    const was = formOf(request);
    const now = { ...was, method: "PUT ", body: { is: "text", text: "" } as const, fields: [...was.fields, { name: "", value: "" }] };
    expect(changed({ ...was, fields: [...was.fields, { name: "", value: "" }] }, was)).toBe(false);
    expect(changed(now, was)).toBe(true);
    expect(editOf(now, was)).toEqual({ message: { version: "HTTP/1.1", method: "PUT", url: "https://a.example/x", fields: request.original.fields, text: "" } });
  });

  test("a body that passes by, and one in its place", () => {
    const was = formOf({ ...request, body_left: "too long", original: { ...request.original, text: undefined } });
    expect(was.body).toEqual({ is: "kept", size: 0, note: "too long" });
    expect(editOf({ ...was, body: { is: "octets", base64: "AA==" } }, was).message).toMatchObject({ base64: "AA==" });
  });

  test("an answer has its own body, also an empty one", () => {
    const was = formOf(request);
    const answer = { ...answerFor(was), body: { is: "text", text: "" } as const };
    expect(editOf(answer, was).message).toEqual({ version: "HTTP/1.1", status: 200, fields: [{ name: "Content-Type", value: "text/plain; charset=utf-8" }], text: "" });
    expect(formOf({ ...request, draft: { status: 404, fields: [] } }).is).toBe("answer");
    expect(answerFor({ ...was, fields: [{ name: "accept", value: "application/json" }] }).body).toEqual({ is: "text", text: "{}" });
  });
});

describe("what will be put right", () => {
  test("the length of another body", () => {
    const was = formOf(request);
    expect(told({ ...was, body: { is: "text", text: "é€" } }, was).framing).toEqual([{ name: "Content-Length", from: ["3"], to: ["5"] }]);
    expect(told(was, was)).toEqual({ framing: [], host: undefined });
  });

  test("Host, when the URL leads elsewhere and nobody said which", () => {
    const was = formOf(request);
    expect(told({ ...was, url: "https://b.example:8443/x" }, was).host).toBe("b.example:8443");
    expect(told({ ...was, url: "https://a.example/y" }, was).host).toBeUndefined();
    expect(told({ ...was, url: "https://b.example/", fields: [{ name: "Host", value: "c.example" }] }, was).host).toBeUndefined();
    expect(told({ ...was, url: "b" }, was).host).toBeUndefined();
  });

  test("not the length of a body that is coded again", () => {
    const was = formOf(response);
    expect(told({ ...was, body: { is: "text", text: "x" } }, was).framing).toEqual([]);
    expect(told(formOf(event), formOf(event)).framing).toEqual([]);
  });
});
