import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { cx } from "@/widgets";

const t = text.compare;

/** What is known of both, and whether it is the same. */
export function Summary({ facts }: { facts: Schemas["ComparedFact"][] }) {
  if (facts.length === 0) return <p className="px-3 py-1.5 text-xs text-muted">{t.equalText}</p>;
  return (
    <table className="w-full table-fixed text-xs">
      <Head />
      <tbody>
        {facts.map((f) => (
          <tr key={f.name} className="align-top hover:bg-hover">
            <th scope="row" className={cx("py-0.5 pl-3 text-left", f.equal ? "font-normal text-muted" : "font-medium")}>
              {t.names[f.name] ?? f.name}
              {!f.equal && <span className="sr-only"> {t.differs}</span>}
            </th>
            <td className={cx("px-3 py-0.5 break-all", !f.equal && "bg-bad-soft")}>{f.left || t.unknown}</td>
            <td className={cx("border-l px-3 py-0.5 break-all", !f.equal && "bg-ok-soft")}>{f.right || t.unknown}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head() {
  return (
    <>
      <colgroup>
        <col className="w-44" />
        <col />
        <col />
      </colgroup>
      <thead className="border-b text-left text-2xs text-faint">
        <tr>
          <th scope="col" className="pl-3 font-normal">
            {t.what}
          </th>
          <th scope="col" className="px-3 font-normal">
            {t.left}
          </th>
          <th scope="col" className="border-l px-3 font-normal">
            {t.right}
          </th>
        </tr>
      </thead>
    </>
  );
}

/** Phases of both, drawn to one scale. */
export function Timing({ phases }: { phases: Schemas["ComparedTiming"][] }) {
  const most = Math.max(0.001, ...phases.flatMap((p) => [p.left_ms ?? 0, p.right_ms ?? 0]));
  return (
    <table className="w-full table-fixed text-xs">
      <Head />
      <tbody>
        {phases.map((p) => (
          <tr key={p.name} className="hover:bg-hover">
            <th scope="row" className="w-44 py-0.5 pl-3 text-left font-normal text-muted">
              {p.name}
            </th>
            <Bar ms={p.left_ms} most={most} />
            <Bar ms={p.right_ms} most={most} edge />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Bar({ ms, most, edge }: { ms: number | null; most: number; edge?: boolean }) {
  return (
    <td className={cx("px-3 py-0.5", edge && "border-l")}>
      <div className="flex items-center gap-2">
        <span className="w-16 shrink-0 text-right tabular-nums">{ms === null ? t.unknown : text.units.duration(ms)}</span>
        <span aria-hidden className="h-2 min-w-0 flex-1">
          {ms !== null && <span className="block h-full min-w-px rounded-xs bg-accent/60" style={{ width: `${(ms / most) * 100}%` }} />}
        </span>
      </div>
    </td>
  );
}
