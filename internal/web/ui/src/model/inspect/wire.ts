// A head as it was on the wire.

export interface RawHead {
  readonly raw?: string | undefined;
  readonly raw_base64?: string | undefined;
  readonly start: string;
  readonly fields: readonly (readonly string[])[];
}

export interface WireText {
  readonly text: string;
  /** The octets are no UTF-8 and are shown as Latin-1. */
  readonly latin1: boolean;
}

export function wireText(h: RawHead): WireText {
  if (h.raw_base64) return { text: atob(h.raw_base64), latin1: true };
  if (h.raw !== undefined) return { text: h.raw, latin1: false };
  const lines = [...(h.start ? [h.start] : []), ...h.fields.map(([n = "", v = ""]) => `${n}: ${v}`), ""];
  return { text: lines.map((l) => `${l}\r\n`).join(""), latin1: false };
}

export interface WireLine {
  readonly text: string;
  readonly end: "crlf" | "lf" | "";
}

/** The lines with how each one ends, for heads whose line ends are not what they should be. */
export function wireLines(text: string): WireLine[] {
  const all: WireLine[] = [];
  for (let at = 0; at < text.length; ) {
    const lf = text.indexOf("\n", at);
    if (lf < 0) {
      all.push({ text: text.slice(at), end: "" });
      break;
    }
    const crlf = lf > at && text[lf - 1] === "\r";
    all.push({ text: text.slice(at, crlf ? lf - 1 : lf), end: crlf ? "crlf" : "lf" });
    at = lf + 1;
  }
  return all;
}

/** Control characters as their pictures and what turns text around as numbers, so that none hides something. Line feeds and tabs stay. */
export function visible(s: string): string {
  return s
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, "\u2421")
    .replace(/[\u0080-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (c) => `\u27e8${c.charCodeAt(0).toString(16).padStart(4, "0")}\u27e9`);
}
