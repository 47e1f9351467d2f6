import { text } from "@/text";

const header = /^(req|res)\.header:(.*)$/;

/** What a column is called. */
export function columnName(id: string): string {
  const m = header.exec(id);
  if (m) return text.list.headerColumn(m[1] as "req" | "res", m[2]!);
  return id === "id" ? text.list.numberColumn : (text.list.columns[id] ?? id);
}

/** What stands over it. */
export function columnShort(id: string): string {
  const m = header.exec(id);
  if (m) return m[2]!;
  return id === "mark" ? "" : (text.list.columns[id] ?? id);
}
