import { describe, expect, it } from "vitest";
import type { Row } from "../types";
import { authorityOf, contentKind, kindOf, pathOf, shortType, statusTone } from "./kind";

describe("kinds", () => {
  it.each([
    ["application/json; charset=utf-8", "json", "json"],
    ["application/problem+json", "json", "json"],
    ["text/html", "html", "html"],
    ["image/svg+xml", "image", "xml"],
    ["text/javascript", "js", "js"],
    ["application/x-www-form-urlencoded", "form", "form"],
    ["multipart/form-data; boundary=x", "form", "form-data"],
    ["font/woff2", "font", "woff2"],
    ["video/mp4", "media", "mp4"],
    ["application/grpc+proto", "grpc", "grpc+proto"],
    ["text/event-stream", "text", "events"],
    ["application/octet-stream", "binary", "octet-stream"],
    ["", "none", ""],
  ])("%s", (type, kind, short) => {
    expect(contentKind(type)).toBe(kind);
    expect(shortType(type)).toBe(short);
  });

  it.each<[Partial<Row>, string]>([
    [{ kind: "handshake-failure", state: "failed" }, "handshake"],
    [{ kind: "tunnel", state: "active" }, "tunnel"],
    [{ kind: "exchange", state: "failed", content_type: "text/html" }, "failed"],
    [{ kind: "exchange", state: "active", inside: "websocket", status: 101 }, "websocket"],
    [{ kind: "exchange", state: "active", status: 0 }, "active"],
    [{ kind: "exchange", state: "active", status: 200, content_type: "image/png" }, "image"],
  ])("%j", (row, kind) => {
    expect(kindOf({ content_type: "", inside: "", status: 0, ...row } as Row)).toBe(kind);
  });

  it("colours statuses", () => {
    expect([101, 200, 304, 404, 503].map(statusTone)).toEqual(["muted", "ok", "info", "warn", "bad"]);
  });

  it("takes URLs apart", () => {
    expect(pathOf("https://a.example/b?c=/d")).toBe("/b?c=/d");
    expect(pathOf("https://a.example")).toBe("");
    expect(authorityOf("https://user@a.example:8443/b")).toBe("a.example:8443");
    expect(authorityOf("wss://[::1]:9/x")).toBe("[::1]:9");
    expect(authorityOf("a.example:443")).toBe("a.example:443");
  });
});
