import { createContext, useContext } from "react";
import type { Path } from "@/model/rules/reading";
import { text } from "@/text";

const f = text.rules.form;

/** What a form knows besides values: what is wrong, by place, and the kind of the action. */
export interface FormContext {
  kind: string;
  problems: ReadonlyMap<string, readonly string[]>;
  templates: readonly string[];
}

export const Context = createContext<FormContext>({ kind: "", problems: new Map(), templates: [] });

export const placeOf = (path: Path): string => JSON.stringify(path);

/** useProblem is what is wrong with the value at a place. */
export function useProblem(path: Path): string | undefined {
  return useContext(Context).problems.get(placeOf(path))?.join(" ");
}

/** useWords gives the words for the keys of the kind at hand. */
export function useWords(): { label(key: string): string; hint(key: string): string | undefined; one(at: string): string } {
  const { kind } = useContext(Context);
  return {
    label: (key) => f.labels[`${kind}.${key}`] ?? f.labels[key] ?? key,
    hint: (key) => f.hints[`${kind}.${key}`] ?? f.hints[key],
    one: (at) => f.one[at] ?? f.one[kind] ?? f.one.find!,
  };
}

export const word = (w: string): string => f.words[w] ?? w;
