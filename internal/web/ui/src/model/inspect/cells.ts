// Spans of a laid out line: their width in a font of one width, their text, the value in it.

// Scripts whose characters take two cells (Unicode Annex 11, W and F), and emoji.
const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;
const plain = /^[\x20-\x7e]*$/;

/** The cells that spans of a class and a text need at most, tabs counted as eight. */
export function widthOf(spans: readonly (readonly string[])[]): number {
  let n = 0;
  for (const [, text = ""] of spans) {
    n += text.length;
    if (!plain.test(text)) n += (text.match(wide)?.length ?? 0) + 7 * (text.split("\t").length - 1);
  }
  return n;
}

export function lineText(spans: readonly (readonly string[])[]): string {
  return spans.map(([, text = ""]) => text).join("");
}

const values: ReadonlySet<string> = new Set(["string", "number", "literal"]);

/** The one value in a line, a string without its quotes and escapes where they are JSON's; undefined when there is none, or several. */
export function valueIn(spans: readonly (readonly string[])[]): string | undefined {
  const found = spans.filter(([kind = ""]) => values.has(kind));
  if (found.length !== 1) return undefined;
  const text = found[0]![1] ?? "";
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
