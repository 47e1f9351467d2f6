import { valueOf, wrongIn, type Field } from "./fields";

/** Request is a request as it is composed. */
export interface Request {
  method: string;
  url: string;
  /** "" leaves it to the instance. */
  version: string;
  fields: Field[];
  /** Of a body that is text. */
  text: string;
}

/** RawError is a line, from 1, that is not what it should be. */
export class RawError extends Error {
  constructor(
    readonly line: number,
    readonly what: "empty" | "line" | "method" | "blank" | "url" | "field" | "name" | "value",
  ) {
    super(`line ${line}: ${what}`);
  }
}

const versions: Record<string, string> = { "http/1.1": "HTTP/1.1", h2: "HTTP/2" };

/** formatRequest writes a request as text: a line with the whole URL, the fields, an empty line, the body. */
export function formatRequest(r: Request): string {
  const version = versions[r.version];
  const head = [`${r.method} ${r.url}${version ? ` ${version}` : ""}`, ...r.fields.map((f) => `${f.name}: ${f.value.replaceAll(/[\r\n]+/g, " ")}`)];
  return `${head.join("\n")}\n\n${r.text}`;
}

/** readRequest reads such a text; a path without an origin is completed by Host. Its error is a RawError. */
export function readRequest(text: string): Request {
  const from = text.search(/[^\r\n]/);
  if (from < 0) throw new RawError(1, "empty");
  const skipped = text.slice(0, from).split("\n").length - 1;
  const { lines, body } = headAndBody(text.slice(from));
  const fields = lines.slice(1).map((line, i) => readField(line, skipped + i + 2));
  const start = readStart(lines[0]!, skipped + 1);
  const host = valueOf(fields, "host");
  if (start.url.startsWith("/")) {
    if (!host) throw new RawError(skipped + 1, "url");
    start.url = `https://${host}${start.url}`;
  }
  return { ...start, fields, text: body };
}

function headAndBody(text: string): { lines: string[]; body: string } {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text.replace(/\r?\n$/, "");
  return { lines: head.split(/\r?\n/), body: end ? text.slice(end.index + end[0].length) : "" };
}

function readStart(line: string, at: number): { method: string; url: string; version: string } {
  const words = line.trim().split(/[ \t]+/);
  const last = words.at(-1) ?? "";
  const version = /^HTTP\/[0-9.]+$/.test(last) ? (words.pop(), last) : "";
  if (words.length < 2) throw new RawError(at, "line");
  if (words.length > 2) throw new RawError(at, "blank");
  const [method = "", url = ""] = words;
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) throw new RawError(at, "method");
  if (!/^(?:https?:\/\/[^/?#]|\/)/i.test(url)) throw new RawError(at, "url");
  return { method, url, version: version.startsWith("HTTP/2") ? "h2" : version === "HTTP/1.1" ? "http/1.1" : "" };
}

function readField(line: string, at: number): Field {
  const colon = line.indexOf(":");
  if (colon < 1) throw new RawError(at, "field");
  const field = { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
  const wrong = wrongIn(field);
  if (wrong) throw new RawError(at, wrong);
  return field;
}
