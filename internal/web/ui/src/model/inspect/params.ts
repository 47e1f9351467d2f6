// Queries and forms as tables (WHATWG URL §5.1): order and duplicates kept, and
// what does not decode is shown as it is.

export interface Param {
  readonly name: string;
  /** undefined when there is no "=". */
  readonly value: string | undefined;
  /** As it was written. */
  readonly raw: string;
  /** An escape in it is none, or what it stands for is no text. */
  readonly bad: boolean;
}

/** The pairs of application/x-www-form-urlencoded text. */
export function params(text: string): Param[] {
  const all: Param[] = [];
  for (const raw of text.split("&")) {
    if (raw === "") continue;
    const at = raw.indexOf("=");
    const name = decoded(at < 0 ? raw : raw.slice(0, at));
    const value = at < 0 ? undefined : decoded(raw.slice(at + 1));
    all.push({ name: name.text, value: value?.text, raw, bad: name.bad || (value?.bad ?? false) });
  }
  return all;
}

/** The pairs of the query of a URL, or of a request target. */
export function queryOf(url: string): Param[] {
  const query = queryText(url);
  return query === undefined ? [] : params(query);
}

/** The query of a URL without its "?", undefined when it has none. */
export function queryText(url: string): string | undefined {
  const whole = url.split("#", 1)[0] ?? "";
  const at = whole.indexOf("?");
  return at < 0 ? undefined : whole.slice(at + 1);
}

/** What is copied of a table of pairs: a line each. */
export function paramsText(all: readonly Param[]): string {
  return all.map((p) => (p.value === undefined ? `${p.name}\n` : `${p.name}=${p.value}\n`)).join("");
}

function decoded(text: string): { text: string; bad: boolean } {
  try {
    return { text: decodeURIComponent(text.replaceAll("+", " ")), bad: false };
  } catch {
    return { text, bad: true };
  }
}
