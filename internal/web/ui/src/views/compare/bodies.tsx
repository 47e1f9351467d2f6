import { useMemo, type ReactNode } from "react";
import { rowsOf } from "@/model/compare/rows";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Badge } from "@/widgets";
import { Diff } from "./diff";

const t = text.compare;

/** A part of the comparison under its name. */
export function Section({ title, part, note, children }: { title: string; part?: string; note?: string; children: ReactNode }) {
  const name = part ? `${title} ${part}` : title;
  return (
    <section aria-label={name} className="border-b">
      <h2 className="flex h-7 items-center gap-2 border-b bg-panel px-3 text-xs font-semibold">
        <span>
          {title}
          {part && <span className="font-normal text-muted"> {part}</span>}
        </span>
        {note && <span className="min-w-0 truncate font-normal text-muted">{note}</span>}
      </h2>
      {children}
    </section>
  );
}

/** Two bodies: as values when they are JSON, else line by line. */
export function Bodies({ body, only }: { body: Schemas["ComparedBody"]; only: boolean }) {
  const rows = useMemo(() => rowsOf(body.lines), [body.lines]);
  if (!body.kind && rows.length === 0) return <Said>{body.note ? "" : t.noBody}</Said>;
  if (body.equal && rows.length === 0) return <Said>{body.same ? t.same : body.kind === "json" ? t.equalJSON : t.equalText}</Said>;
  return (
    <>
      {body.changes.length > 0 && <Changes changes={body.changes} />}
      <Diff rows={rows} only={only} />
    </>
  );
}

function Said({ children }: { children: ReactNode }) {
  return children ? <p className="px-3 py-1.5 text-xs text-muted">{children}</p> : null;
}

const shown = 12;

function Changes({ changes }: { changes: Schemas["ComparedValue"][] }) {
  return (
    <details className="border-b" open={changes.length <= shown}>
      <summary className="px-3 py-1 text-xs font-medium">{t.values(changes.length)}</summary>
      <table className="mb-1 w-full table-fixed font-mono text-xs">
        <thead className="text-left font-sans text-2xs text-faint">
          <tr>
            <th scope="col" className="w-1/4 pl-6 font-normal">
              {t.what}
            </th>
            <th scope="col" className="px-3 font-normal">
              {t.left}
            </th>
            <th scope="col" className="px-3 font-normal">
              {t.right}
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map((c) => (
            <tr key={c.path} className="align-top hover:bg-hover">
              <th scope="row" className="py-0.5 pl-6 text-left font-normal break-all text-key">
                {c.path}
              </th>
              <Side value={c.left} />
              <Side value={c.right} />
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Side({ value }: { value: string | null }) {
  return <td className="px-3 py-0.5 break-all">{value === null ? <Badge>{t.absent}</Badge> : value}</td>;
}
