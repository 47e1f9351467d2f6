import { memo } from "react";

/** A line of laid-out text: classes of the server (plain key string number literal tag mark comment bad) and text. */
export type Line = readonly (readonly [cls: string, text: string])[];

/** Marks are columns (in UTF-16 units) of the line; now is the one that the person is at. */
export interface Mark {
  from: number;
  to: number;
  now?: boolean;
}

/** One classed line, its marks highlighted. */
export const Spans = memo(function Spans({ line, marks }: { line: Line; marks?: readonly Mark[] }) {
  if (!marks?.length) return line.map(([cls, text], i) => (cls === "plain" || !cls ? text : <span key={i} className={`t-${cls}`}>{text}</span>));
  return pieces(line, marks).map(({ cls, text, mark }, i) => {
    const inner = cls && cls !== "plain" ? <span className={`t-${cls}`}>{text}</span> : text;
    if (!mark) return <span key={i}>{inner}</span>;
    return (
      <mark key={i} className={`text-inherit ${mark.now ? "bg-mark-now" : "bg-mark"}`}>
        {inner}
      </mark>
    );
  });
});

interface Piece {
  cls: string;
  text: string;
  mark: Mark | undefined;
}

/** Cuts the spans of a line at the edges of its marks. */
export function pieces(line: Line, marks: readonly Mark[]): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (const [cls, text] of line) {
    let done = 0;
    while (done < text.length) {
      const pos = at + done;
      const mark = marks.find((m) => m.from <= pos && pos < m.to);
      const next = mark ? mark.to : Math.min(...marks.filter((m) => m.from > pos).map((m) => m.from), at + text.length);
      const end = Math.min(text.length, next - at);
      out.push({ cls, text: text.slice(done, end), mark });
      done = end;
    }
    at += text.length;
  }
  return out;
}
