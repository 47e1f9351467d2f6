// The fields of a head as rows of a table: order, case and duplicates as on
// the wire.

/** Name and value, as the API has them. */
export type Field = readonly string[];

export interface FieldRow {
  readonly name: string;
  readonly value: string;
  /** A pseudo-header field of HTTP/2 (RFC 9113 §8.3). */
  readonly pseudo: boolean;
  /** Which one of this name it is, from 1, and how many there are. */
  readonly nth: number;
  readonly of: number;
}

export function fieldRows(fields: readonly Field[] | null | undefined): FieldRow[] {
  const count = new Map<string, number>();
  const rows = (fields ?? []).map(([name = "", value = ""]) => {
    const key = name.toLowerCase();
    const nth = (count.get(key) ?? 0) + 1;
    count.set(key, nth);
    return { name, value, pseudo: name.startsWith(":"), nth };
  });
  return rows.map((r) => ({ ...r, of: count.get(r.name.toLowerCase()) ?? 1 }));
}

/** The rows whose name or value contains the text, whatever its case. */
export function matchingFields(rows: readonly FieldRow[], text: string): FieldRow[] {
  const want = text.trim().toLowerCase();
  if (!want) return [...rows];
  return rows.filter((r) => r.name.toLowerCase().includes(want) || r.value.toLowerCase().includes(want));
}

/** The values of all fields of a name, in order. */
export function valuesOf(fields: readonly Field[] | null | undefined, name: string): string[] {
  const want = name.toLowerCase();
  return (fields ?? []).filter(([n = ""]) => n.toLowerCase() === want).map(([, v = ""]) => v);
}

/** A line each, "name: value". */
export function fieldsText(rows: readonly { readonly name: string; readonly value: string }[]): string {
  return rows.map((r) => `${r.name}: ${r.value}\n`).join("");
}
