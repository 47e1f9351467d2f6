import type { Field, Fields, Shape } from "../shape";
import { scalarText, type Members } from "../value";
import { no } from "./edits";

const text: Shape = { is: "text" };

const replacement: Fields = {
  is: "fields",
  one: { of: ["text", "regex"], need: true },
  fields: [
    { key: "text", shape: text },
    { key: "regex", shape: text },
    { key: "with", shape: text, need: true },
    { key: "first", shape: no, more: true },
    { key: "ignore-case", shape: no, more: true },
    { key: "longest", shape: { is: "amount", unit: "size", usually: "4KiB" }, more: true, only: (m) => m.has("regex") },
  ],
};

const does = (...ops: string[]) => (m: Members) => ops.includes(scalarText(m.get("op")));

const operation: Fields = {
  is: "fields",
  fields: [
    { key: "op", shape: { is: "choice", of: ["add", "remove", "replace", "move", "copy", "test"] }, need: true },
    { key: "path", shape: { is: "text", example: "/items/0" }, need: true },
    { key: "from", shape: { is: "text", example: "/items/1" }, only: does("move", "copy") },
    { key: "value", shape: { is: "any" }, need: true, only: does("add", "replace", "test") },
  ],
};

const whole: Field[] = [
  { key: "body", shape: { is: "text", lines: "body" } },
  { key: "file", shape: text },
];

const mediaType: Field = { key: "content-type", shape: { is: "text", suggest: "media-type" } };

const parts: Field[] = [
  { key: "json-patch", shape: { is: "list", of: operation } },
  { key: "merge-patch", shape: { is: "any" } },
  { key: "json-set", shape: { is: "names", of: { is: "any" } } },
  { key: "json-remove", shape: { is: "texts", example: "$.debug" } },
  { key: "replace", shape: { is: "list", of: replacement } },
];

const body = (first: Field[], last: Field[]): Fields => ({ is: "fields", chapters: "any", fields: [...first, ...whole, ...parts, ...last] });

export const httpBody = body([], [mediaType, { key: "binary", shape: no }, { key: "messages", shape: no }]);

export const messageBody = body([{ key: "on", shape: { is: "choices", of: ["sent", "received"], usually: ["sent", "received"] } }], [{ key: "binary", shape: no }]);
