import type { Fields, Shape } from "../shape";
import { isList, Members, Num, scalarText } from "../value";
import { no } from "./edits";

const text: Shape = { is: "text" };
const status: Shape = { is: "whole", least: 200, most: 599, usually: 200 };

export const breakpoint: Fields = {
  is: "fields",
  empty: true,
  short: (v) => (v instanceof Members || v === null ? undefined : "on"),
  fields: [
    { key: "on", shape: { is: "choices", of: ["request", "response", "messages"], usually: ["request", "response"] } },
    { key: "timeout", shape: { is: "amount", unit: "time", example: "30s" } },
    { key: "then", shape: { is: "choice", of: ["send", "original", "abort", "close", "reset"], usually: "send" }, only: (m) => m.has("timeout") },
    { key: "template", shape: { is: "text", suggest: "template" }, more: true },
    { key: "body", shape: { is: "switch", usually: true }, more: true },
  ],
};

export const mapLocal: Fields = {
  is: "fields",
  one: { of: ["body", "file", "directory", "message"], need: true },
  fields: [
    { key: "body", shape: { is: "text", lines: "body" } },
    { key: "file", shape: { is: "text", example: "fixtures/me.json" } },
    { key: "directory", shape: { is: "text", example: "site" } },
    { key: "message", shape: { is: "text", example: "responses/login.http" } },
    { key: "strip", shape: { is: "text", example: "/static" }, only: (m) => m.has("directory") },
    { key: "index", shape: { is: "texts", example: "index.html" }, only: (m) => m.has("directory"), more: true },
    { key: "status", shape: status },
    { key: "headers", shape: { is: "names", of: text, many: true, suggest: "field" } },
    { key: "missing", shape: { is: "choice", of: ["next", "server", "404"], usually: "next" }, more: true },
  ],
};

export const mapRemote: Fields = {
  is: "fields",
  short: (v) => (isList(v) || v instanceof Members || v === null ? undefined : "url"),
  fields: [
    { key: "url", shape: { is: "text", example: "https://staging.example.com:8443" } },
    { key: "scheme", shape: { is: "choice", of: ["http", "https", "ws", "wss"] } },
    { key: "host", shape: { is: "text", example: "staging.example.com" } },
    { key: "port", shape: { is: "whole", least: 1, most: 65535 } },
    { key: "path", shape: { is: "text", example: "/v2/$1" } },
    { key: "query", shape: { is: "text", example: "region=$1" } },
    { key: "from", shape: { is: "text", example: "/v1/*/users/*" }, more: true },
    { key: "keep-host", shape: no },
    { key: "keep-origin", shape: no },
  ],
};

const ways = ["close", "reset", "hang"];

export const block: Fields = {
  is: "fields",
  empty: true,
  short: (v) => (v instanceof Num ? "status" : typeof v === "string" ? (ways.includes(v) ? "how" : "status") : undefined),
  fields: [
    { key: "how", shape: { is: "choice", of: ways } },
    { key: "status", shape: { is: "whole", least: 200, most: 599, usually: 503 }, only: (m) => !m.has("how") },
    { key: "body", shape: { is: "text", lines: "body" }, only: (m) => !m.has("how") },
    { key: "content-type", shape: { is: "text", suggest: "media-type" }, only: (m) => !m.has("how") },
    { key: "hide", shape: no },
  ],
};

export const redirectDNS: Fields = {
  is: "fields",
  short: (v) => (isList(v) || v instanceof Members || v === null ? undefined : "to"),
  fields: [{ key: "to", shape: { is: "text", example: "10.0.0.5" }, need: true }],
};

export const colors = ["red", "orange", "yellow", "green", "blue", "purple", "grey"] as const;

export const mark: Fields = {
  is: "fields",
  fields: [
    { key: "color", also: "colour", shape: { is: "choice", of: [...colors, "gray"] } },
    { key: "comment", shape: { is: "text", lines: "notes" } },
    { key: "pin", shape: no },
    { key: "ignore", shape: no },
  ],
};

export const script: Fields = {
  is: "fields",
  one: { of: ["source", "file"], need: true },
  fields: [
    { key: "source", shape: { is: "text", lines: "javascript" } },
    { key: "file", shape: { is: "text", example: "sign.js" } },
    { key: "timeout", shape: { is: "amount", unit: "time", usually: "200ms" } },
    { key: "memory", shape: { is: "amount", unit: "size", usually: "64MiB" }, more: true },
    { key: "env", shape: { is: "names", of: text } },
  ],
};

/** malformedAt reports whether a fault has a place in the body besides. */
const malformedAt = (m: Members): boolean => scalarText(m.get("malformed")) === "bad-chunk";

export const fault: Fields = {
  is: "fields",
  one: { of: ["truncate", "close-after", "reset-after", "hang-after", "malformed"], need: true },
  fields: [
    { key: "truncate", shape: { is: "amount", unit: "size" } },
    { key: "close-after", shape: { is: "amount", unit: "size" } },
    { key: "reset-after", shape: { is: "amount", unit: "size" } },
    { key: "hang-after", shape: { is: "amount", unit: "size" } },
    { key: "malformed", shape: { is: "choice", of: ["garbage-head", "bad-status", "bad-field", "bad-chunk", "bad-length", "wrong-encoding"] } },
    { key: "after", shape: { is: "amount", unit: "size" }, only: malformedAt },
    { key: "chance", shape: { is: "amount", unit: "share", usually: "100%" } },
    { key: "seed", shape: { is: "whole", least: 0, most: Number.MAX_SAFE_INTEGER, usually: 0 }, more: true },
  ],
};
