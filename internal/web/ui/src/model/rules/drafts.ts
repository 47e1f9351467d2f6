import { ApiError, get, post } from "../api";
import { createStore, type Store } from "../store";
import type { Schemas } from "../types";
import { readRule, type Reading } from "./reading";
import { scalarText, type Members } from "./value";
import { changeRule, writeRule } from "./writing";

export type Rules = Schemas["Rules"];
export type Group = Schemas["RuleGroup"];
export type Rule = Schemas["Rule"];
export type Problem = Schemas["RuleProblem"];

/** Draft is the text of a rule, or of a whole file, while somebody edits it. The form shows what the text says and changes it. */
export interface Draft {
  group: string;
  /** Of the rule as the file has it; "" of a new one. */
  name: string;
  /** The file as a whole, and not one rule. */
  whole: boolean;
  text: string;
  /** The text as the file has it, "" of what is new. */
  base: string;
  /** What the file had when it was seen to have changed meanwhile. */
  theirs?: string;
  problems: readonly Problem[];
}

/** all rules as the instance has them; null before they are known. */
export const rules: Store<Rules | null> = createStore<Rules | null>(null);
/** drafts are what was opened, by keyOf. They stay while other views are open. */
export const drafts: Store<ReadonlyMap<string, Draft>> = createStore<ReadonlyMap<string, Draft>>(new Map());

const newMark = "new ";
export const isNew = (key: string): boolean => key.startsWith(newMark);
export const keyOf = (group: string, name: string): string => JSON.stringify([group, name]);

export const unsaved = (d: Draft): boolean => d.text !== d.base;

export async function readRules(): Promise<void> {
  rules.set(await get<Rules>("/v1/rules"));
}

function put(key: string, d: Draft | undefined): void {
  drafts.set((was) => {
    const next = new Map(was);
    if (d) next.set(key, d);
    else next.delete(key);
    return next;
  });
}

/** openDraft reads a rule, or a file when name is empty. What was edited stays; what the file has by now is told. */
export async function openDraft(group: string, name: string, signal?: AbortSignal): Promise<void> {
  const key = keyOf(group, name);
  const { text } = await get<Schemas["RuleText"]>("/v1/rules/text", { query: { group, rule: name }, signal });
  const was = drafts.get().get(key);
  if (was && unsaved(was)) {
    if (text !== was.base) put(key, text === was.text ? { ...was, base: text, theirs: undefined } : { ...was, theirs: text });
    return;
  }
  if (was?.text !== text) put(key, { group, name, whole: name === "", text, base: text, problems: [] });
}

/** newDraft begins a rule, and returns its key. */
export function newDraft(group: string, rule: Members | string): string {
  const last = Math.max(0, ...[...drafts.get().keys()].filter(isNew).map((key) => Number(key.slice(newMark.length))));
  const key = `${newMark}${last + 1}`;
  put(key, { group, name: "", whole: false, text: typeof rule === "string" ? rule : writeRule(rule), base: "", problems: [] });
  return key;
}

export function discard(key: string): void {
  const d = drafts.get().get(key);
  if (d && !isNew(key)) put(key, { ...d, text: d.theirs ?? d.base, base: d.theirs ?? d.base, theirs: undefined, problems: [] });
  else put(key, undefined);
}

/** keepMine goes on with what was edited although the file has changed: it will be replaced. */
export function keepMine(key: string): void {
  const d = drafts.get().get(key);
  if (d) put(key, { ...d, base: d.theirs ?? d.base, theirs: undefined });
}

export function changeText(key: string, text: string): void {
  const d = drafts.get().get(key);
  if (!d || d.text === text) return;
  put(key, { ...d, text });
  check(key);
}

/** changeForm changes what a draft says, in its text. */
export function changeForm(key: string, next: Members): void {
  const d = drafts.get().get(key);
  const r = d && readRule(d.text);
  if (r?.ok) changeText(key, changeRule(r.source, next));
}

export function changeGroup(key: string, group: string): void {
  const d = drafts.get().get(key);
  if (d) put(key, { ...d, group });
  check(key);
}

/** readDraft is a draft as the form shows it. */
export function readDraft(d: Draft): Reading {
  return readRule(d.text);
}

const checkAfter = 250; // milliseconds
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** check asks the instance what is wrong with a draft, a moment after the last change. */
export function check(key: string): void {
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => {
      const d = drafts.get().get(key);
      if (d && !d.whole) void problemsOf(d.group, d.text).then((problems) => tell(key, d.text, problems), () => {});
    }, checkAfter),
  );
}

// What is wrong counts for the text that was asked about.
function tell(key: string, text: string, problems: readonly Problem[]): void {
  const d = drafts.get().get(key);
  if (d && d.text === text) put(key, { ...d, problems });
}

async function problemsOf(group: string, text: string): Promise<readonly Problem[]> {
  try {
    await post("/v1/rules/parse", { group, text });
    return [];
  } catch (e) {
    return problemsIn(e);
  }
}

/** problemsIn are the places that an error tells of; an error without any is one itself. */
export function problemsIn(e: unknown): readonly Problem[] {
  if (!(e instanceof ApiError) || e.disconnected) throw e;
  const all = (e.form.problems ?? []) as Problem[];
  return all.length ? all : [{ file: "", line: 0, column: 0, message: [e.message, e.hint].filter(Boolean).join(". ") }];
}

/** nameIn is the name that a text gives its rule. */
export function nameIn(text: string): string {
  const r = readRule(text);
  return r.ok ? scalarText(r.rule.get("name")) : "";
}

/** edit changes a file of rules; what there is then is told to everybody. */
export async function edit(e: Schemas["RuleEdit"]): Promise<Rules> {
  const all = await post<Rules>("/v1/rules/edit", e);
  rules.set(all);
  return all;
}

/** save writes a draft into its file and returns its key from then on. The error is an ApiError when the text is at fault; the draft has its problems then. */
export async function save(key: string, at?: number): Promise<{ group: string; name: string }> {
  const d = drafts.get().get(key)!;
  const { group, text } = d;
  try {
    if (d.whole) await edit({ group, do: "write", text });
    else if (!d.name) await edit({ group, do: "add", text, at });
    else await edit({ group, do: "replace", rule: d.name, text });
  } catch (e) {
    tell(key, text, problemsIn(e));
    throw e;
  }
  const name = d.whole ? "" : nameIn(text) || d.name;
  put(key, undefined);
  put(keyOf(group, name), { ...d, name, base: text, text, theirs: undefined, problems: [] });
  return { group, name };
}
