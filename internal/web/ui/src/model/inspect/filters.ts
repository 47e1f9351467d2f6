// Conditions of the filter language about a name and its value.

import { quoted } from "../traffic";

/** Selects what has the value under the name, or where the name cannot stand alone, the name. */
export function pairFilter(field: string, name: string, value: string | undefined): string {
  const plain = quoted(name) === name;
  return plain && value !== undefined ? `${field}:${name}=${quoted(value)}` : `${field}:${quoted(name)}`;
}

/** Selects what has the value at a path in its JSON. */
export function jsonFilter(field: string, path: string, value: string): string {
  return `${field}:${path}=${quoted(value)}`;
}
