import { memo, useMemo } from "react";
import { folded, isStart, partsOf, type Part, type Row } from "@/model/compare/rows";
import { text } from "@/text";
import { cx } from "@/widgets";

const t = text.compare;
const chunk = 200; // rows that the browser lays out together

/** Lines of both sides beside each other. What is far out of sight is not laid out. */
export const Diff = memo(function Diff({ rows, only }: { rows: readonly Row[]; only: boolean }) {
  const shown = useMemo(() => (only ? folded(rows) : rows), [rows, only]);
  const chunks = [];
  for (let i = 0; i < shown.length; i += chunk) chunks.push(i);
  return chunks.map((from) => (
    <div key={from} role="table" aria-label={t.title} className="[contain-intrinsic-size:auto_3600px] [content-visibility:auto]">
      {shown.slice(from, from + chunk).map((row, i) => (
        <Line key={i} row={row} start={isStart(shown, from + i)} />
      ))}
    </div>
  ));
});

function Line({ row, start }: { row: Row; start: boolean }) {
  if (row.kind === "gap")
    return (
      <div role="row" className="bg-sunken px-3 py-0.5 text-2xs text-faint">
        <span role="cell">{row.hidden === undefined ? row.said : t.hidden(row.hidden)}</span>
      </div>
    );
  const changed = row.kind !== "same";
  const [left, right] = row.kind === "changed" ? partsOf(row.left!, row.right!) : [plain(row.left), plain(row.right)];
  return (
    <div
      role="row"
      data-difference={start || undefined}
      aria-label={changed ? t.only[row.kind as "left" | "right" | "changed"] : undefined}
      className="grid scroll-mt-16 grid-cols-2 font-mono text-xs leading-4.5 data-now:outline-2 data-now:-outline-offset-1 data-now:outline-accent"
    >
      <Cell n={row.at} parts={left} tone={changed && row.left !== undefined ? "left" : undefined} />
      <Cell n={row.to} parts={right} tone={changed && row.right !== undefined ? "right" : undefined} edge />
    </div>
  );
}

const plain = (line: string | undefined): Part[] => (line === undefined ? [] : [{ text: line, differs: false }]);

const tones = { left: "bg-bad-soft", right: "bg-ok-soft" };
const marks = { left: "bg-bad/20 font-semibold", right: "bg-ok/20 font-semibold" };

function Cell({ n, parts, tone, edge }: { n: number | undefined; parts: Part[]; tone: "left" | "right" | undefined; edge?: boolean }) {
  return (
    <div role="cell" className={cx("flex min-w-0", edge && "border-l", n === undefined ? "bg-sunken" : tone && tones[tone])}>
      <span aria-hidden className="w-10 shrink-0 pr-2 text-right text-2xs leading-4.5 text-faint select-none">
        {n}
      </span>
      <span className="min-w-0 flex-1 pr-2 break-all whitespace-pre-wrap">
        {parts.map((p, i) =>
          p.differs && tone ? (
            <mark key={i} className={cx("rounded-xs text-inherit", marks[tone])}>
              {p.text}
            </mark>
          ) : (
            p.text
          ),
        )}
      </span>
    </div>
  );
}
