// How a text is written in YAML, so that every reader takes it for that text.

export type Style = "plain" | "single" | "double" | "literal";

const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
const plain = /^[A-Za-z/$](?: ?[A-Za-z0-9/._*@+=<>!?$()^|~%-]|:[A-Za-z0-9/._*<>=~(-])*$/;
const amount = /^[1-9][0-9]*(?:\.[0-9]+)?[A-Za-z]+$|^[0-9]+(?:\.[0-9]+)?%$/;
// What ends a line for some readers and not for others, and what cannot be seen.
const escaped = /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]/;

/** styleOf chooses how a text is written. */
export function styleOf(text: string): Style {
  if ((plain.test(text) && !reserved.test(text)) || amount.test(text)) return "plain";
  if (text.includes("\n")) return canBeLiteral(text) ? "literal" : "double";
  if (/["\\]/.test(text) && !/['\t]/.test(text) && !escaped.test(text)) return "single";
  return "double";
}

// A literal block keeps its lines as they are, but not blanks at their ends in the eyes of
// editors, nor lines of blanks before the first text.
function canBeLiteral(text: string): boolean {
  return !escaped.test(text.replaceAll(/[\ud800-\udbff][\udc00-\udfff]/g, "")) && !/[ \t](?:\n|$)/.test(text) && !/^\s/.test(text) && !text.includes("\t");
}

/** inline writes a text on one line. */
export function inline(text: string, style: Style): string {
  switch (style) {
    case "plain":
      return text;
    case "single":
      return `'${text.replaceAll("'", "''")}'`;
    default:
      return JSON.stringify(text).replaceAll(/[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  }
}
