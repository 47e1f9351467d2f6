import { expect, test } from "vitest";
import { kinds } from "@/model/rules/kinds";
import type { Shape } from "@/model/rules/shape";
import { ruleForm } from "./ruleform";

const plainWords = new Set(["http", "https", "ws", "wss", "add", "remove", "replace", "move", "copy", "test"]);

test.each(kinds)("the form of $name has a word for everything", ({ name, shape, area }) => {
  expect([ruleForm.kinds[name], ruleForm.about[name], ruleForm.areas[area]].every(Boolean)).toBe(true);
  const missing: string[] = [];
  const walk = (s: Shape, at: string): void => {
    if (s.is === "choice" || s.is === "choices") missing.push(...s.of.filter((w) => !ruleForm.words[w] && !plainWords.has(w)).map((w) => `${at}: ${w}`));
    if (s.is === "list" || s.is === "names") walk(s.of, at);
    if (s.is !== "fields") return;
    if (s.one?.need && !ruleForm.one[name] && !ruleForm.one[at.split(".").at(-1)!] && !s.one.of.includes("text")) missing.push(`${at}: one of`);
    for (const f of s.fields) {
      if (!ruleForm.labels[`${name}.${f.key}`] && !ruleForm.labels[f.key]) missing.push(`${at}.${f.key}`);
      walk(f.shape, `${at}.${f.key}`);
    }
  };
  walk(shape, name);
  expect(missing).toEqual([]);
});
