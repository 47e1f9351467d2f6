import { expect, test } from "vitest";
import { languageOf } from "./media";

test.each([
  ["application/json; charset=utf-8", "", "json"],
  ["application/problem+json", "", "json"],
  ["text/html", "", "html"],
  ["image/svg+xml", "", "xml"],
  ["application/javascript", "", "javascript"],
  ["application/octet-stream", "{}", "text"],
  [undefined, ' {"a":1}', "json"],
  [undefined, "{}", "json"],
  ["text/plain", "[1]", "json"],
  [undefined, "<!DOCTYPE html><p>", "html"],
  [undefined, "<a:b>", "xml"],
  [undefined, "a=1&b=2", "text"],
  [undefined, "{braces}", "text"],
])("%s %j is %s", (type, body, want) => {
  expect(languageOf(type, body)).toBe(want);
});
