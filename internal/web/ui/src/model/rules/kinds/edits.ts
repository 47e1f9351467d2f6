import type { Field, Fields, Shape } from "../shape";
import { isList, Members } from "../value";

const text: Shape = { is: "text" };
export const no: Shape = { is: "switch", usually: false };

/** What is looked for: a text or an expression. */
const sought: Field[] = [
  { key: "text", shape: text },
  { key: "regex", shape: text },
];

const conditions: Field[] = [
  { key: "whole", shape: no, more: true },
  { key: "first", shape: no, more: true },
  { key: "ignore-case", shape: no, more: true },
];

const replacement = (before: Field[]): Fields => ({
  is: "fields",
  one: { of: ["text", "regex"], need: true },
  fields: [...before, ...sought, { key: "with", shape: text, need: true }, ...conditions],
});

const part = (of: readonly string[]): Field => ({ key: "part", shape: { is: "choice", of, usually: of[0] }, more: true });

const removal: Fields = {
  is: "fields",
  one: { of: ["text", "regex"] },
  short: (v) => (isList(v) || v instanceof Members || v === null ? undefined : "name"),
  fields: [
    { key: "name", shape: text, need: true },
    ...sought.map((f) => ({ ...f, more: true })),
    { key: "whole", shape: no, more: true, only: (m) => m.has("text") || m.has("regex") },
    { key: "ignore-case", shape: no, more: true, only: (m) => m.has("text") || m.has("regex") },
  ],
};

const verbs = (values: Shape, parts: readonly string[]): Fields => ({
  is: "fields",
  chapters: "ordered",
  fields: [
    { key: "set", shape: values },
    { key: "add", shape: values },
    { key: "remove", shape: { is: "list", of: removal } },
    { key: "replace", shape: { is: "list", of: replacement([{ key: "name", shape: text }, part(parts)]) } },
  ],
});

export const headers = verbs({ is: "names", of: text, many: true, suggest: "field" }, ["value", "name"]);
export const params = verbs({ is: "names", of: text, many: true }, ["value", "name"]);

const cookie: Fields = {
  is: "fields",
  short: (v) => (v instanceof Members || isList(v) ? undefined : "value"),
  fields: [
    { key: "value", shape: text },
    { key: "path", shape: text, more: true },
    { key: "domain", shape: text, more: true },
    { key: "max-age", shape: text, more: true },
    { key: "expires", shape: text, more: true },
    { key: "same-site", shape: { is: "text", suggest: "same-site" }, more: true },
    { key: "secure", shape: { is: "perhaps" }, more: true },
    { key: "http-only", shape: { is: "perhaps" }, more: true },
    { key: "partitioned", shape: { is: "perhaps" }, more: true },
  ],
};

export const setCookies = verbs({ is: "names", of: cookie, many: true }, ["value", "name", "attributes"]);

const finders: Shape = { is: "list", of: replacement([]) };

export const method: Fields = {
  is: "fields",
  one: { of: ["set", "replace"], need: true },
  short: (v) => (isList(v) || v instanceof Members || v === null ? undefined : "set"),
  fields: [
    { key: "set", shape: { is: "text", suggest: "method" } },
    { key: "replace", shape: finders },
  ],
};

export const url: Fields = {
  is: "fields",
  one: { of: ["replace", "set"], need: true },
  short: (v) => (isList(v) || (v instanceof Members && (v.has("text") || v.has("regex"))) ? "replace" : undefined),
  fields: [
    { key: "replace", shape: { is: "list", of: replacement([part(["url", "host", "path", "query"])]) } },
    { key: "set", shape: { is: "text", example: "/v3/users?all=1" } },
  ],
};

export const status: Fields = {
  is: "fields",
  short: (v) => (isList(v) || v instanceof Members || v === null ? undefined : "code"),
  fields: [
    { key: "code", shape: { is: "whole", least: 200, most: 599, usually: 503 } },
    { key: "reason", shape: text, more: true },
    { key: "replace", shape: finders, more: true },
  ],
};

const bearer: Fields = {
  is: "fields",
  one: { of: ["token", "token-env", "token-file"], need: true },
  short: (v) => (isList(v) || v instanceof Members || v === null ? undefined : "token"),
  fields: [
    { key: "token", shape: text },
    { key: "token-env", shape: text },
    { key: "token-file", shape: text },
  ],
};

const basic: Fields = {
  is: "fields",
  one: { of: ["password", "password-env", "password-file"], need: true },
  fields: [
    { key: "user", shape: text, need: true },
    { key: "password", shape: text },
    { key: "password-env", shape: text },
    { key: "password-file", shape: text },
  ],
};

export const auth: Fields = {
  is: "fields",
  one: { of: ["basic", "bearer"], need: true },
  fields: [
    { key: "basic", shape: basic },
    { key: "bearer", shape: bearer },
  ],
};
