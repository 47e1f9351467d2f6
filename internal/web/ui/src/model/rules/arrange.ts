import { get } from "../api";
import type { Schemas } from "../types";
import { drafts, edit, keyOf, rules, type Group, type Rule } from "./drafts";

/** Removed is a rule that was taken out of its file, and how it is put back. */
export interface Removed {
  name: string;
  undo(): Promise<void>;
}

const textOf = async (group: string, rule = ""): Promise<string> => (await get<Schemas["RuleText"]>("/v1/rules/text", { query: { group, rule } })).text;

/** remove takes a rule out. Undone, the file is as it was, octet for octet, unless it changed meanwhile: then the rule comes back to its place. */
export async function remove(group: string, name: string): Promise<Removed> {
  const before = await textOf(group);
  const rule = await textOf(group, name);
  const at = find(group)?.rules.findIndex((r) => r.name === name) ?? -1;
  await edit({ group, do: "remove", rule: name });
  const after = await textOf(group);
  drafts.set((was) => new Map([...was].filter(([key]) => key !== keyOf(group, name))));
  return {
    name,
    async undo() {
      if ((await textOf(group).catch(() => "")) === after) await edit({ group, do: "write", text: before });
      else await edit({ group, do: "add", text: rule, at: at < 0 ? undefined : at });
    },
  };
}

/** move makes a rule the one at a place of its group, at once in what is shown. */
export async function move(group: string, name: string, to: number): Promise<void> {
  const before = rules.get();
  rules.set((all) => all && { ...all, groups: all.groups.map((g) => (g.name === group ? { ...g, rules: moved(g.rules, name, to) } : g)) });
  try {
    await edit({ group, do: "move", rule: name, at: to });
  } catch (e) {
    rules.set(before);
    throw e;
  }
}

/** moved is a list with a rule in another place. */
export function moved(all: readonly Rule[], name: string, to: number): Rule[] {
  const rule = all.find((r) => r.name === name);
  if (!rule) return [...all];
  const rest = all.filter((r) => r !== rule);
  const at = Math.max(0, Math.min(to, rest.length));
  return [...rest.slice(0, at), rule, ...rest.slice(at)];
}

/** flip switches a rule, or a whole group, at once in what is shown. */
export async function flip(group: string, name: string, enabled: boolean): Promise<void> {
  const before = rules.get();
  rules.set(
    (all) =>
      all && {
        ...all,
        groups: all.groups.map((g) => (g.name !== group ? g : name ? { ...g, rules: g.rules.map((r) => (r.name === name ? { ...r, enabled } : r)) } : { ...g, enabled })),
      },
  );
  try {
    await edit({ group, do: enabled ? "enable" : "disable", rule: name || undefined });
  } catch (e) {
    rules.set(before);
    throw e;
  }
}

function find(group: string): Group | undefined {
  return rules.get()?.groups.find((g) => g.name === group);
}

/** freeName is a name that no rule of a group has, made of the one that is wanted. */
export function freeName(group: Group | undefined, wanted: string): string {
  const taken = new Set(group?.rules.map((r) => r.name));
  const name = wanted.replaceAll(/[\p{Cc}\s]+/gu, " ").trim().slice(0, 180) || "rule";
  for (let n = 1; ; n++) {
    const one = n === 1 ? name : `${name} ${n}`;
    if (!taken.has(one)) return one;
  }
}

/** groupFor is the group that a new rule goes to: the one that is open, else the first that people keep here. */
export function groupFor(groups: readonly Group[], open: string): string {
  if (groups.some((g) => g.name === open)) return open;
  return (groups.find((g) => g.name === "rules") ?? groups.find((g) => !g.given))?.name ?? "rules";
}
