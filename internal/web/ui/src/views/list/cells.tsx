import type { ReactElement } from "react";
import type { Column } from "@/model/list/columns";
import { authorityOf, kindOf, pathOf, shortType, statusTone, type Tone } from "@/model/list/kind";
import type { Row } from "@/model/types";
import { text } from "@/text";
import { cx } from "@/widgets";
import { Mark } from "./icons";
import { Waterfall } from "./waterfall";

export const tones: Record<Tone, string> = { plain: "text-ink", ok: "text-ok", info: "text-info", warn: "text-warn", bad: "text-bad", muted: "text-muted" };

const { units, list: t } = text;

/** Whether a row is of something that went wrong. */
export const isBad = (r: Row): boolean => r.state === "failed" || r.kind === "handshake-failure";

/**
 * One cell of a row, as an element: a component for each would take longer than what it says.
 * headers are the ids of the header columns, in the order in which the row has their values. A
 * row that was not read yet has the same elements without text: so rows that come cost little.
 */
export function cell(column: Column, row: Row | undefined, headers: readonly string[]): ReactElement {
  const shared = cx("truncate px-1.5", column.right && "text-right", column.mono && "font-mono text-2xs leading-6");
  switch (column.id) {
    case "id":
      return (
        <div key={column.id} role="gridcell" className="truncate px-1.5 text-right text-faint tabular-nums">
          {row?.pinned && <Mark kind="pinned" className="mr-1 size-2.5 text-accent" />}
          {row?.id}
        </div>
      );
    case "mark":
      return (
        <div key={column.id} role="gridcell" className="flex items-center justify-center">
          <Mark kind={row ? kindOf(row) : ""} className={cx("size-3.5", row && isBad(row) ? "text-bad" : row?.state === "active" ? "text-accent" : row ? "text-muted" : "text-transparent")} />
        </div>
      );
    case "status":
      return (
        <div key={column.id} role="gridcell" className={cx(shared, "font-medium tabular-nums", row && (isBad(row) && !row.status ? "text-bad" : tones[statusTone(row.status)]))}>
          {row && (row.status || (row.state === "active" ? t.active : isBad(row) ? t.failedStatus : t.noStatus))}
        </div>
      );
    case "path":
      return pathCell(row, shared);
    case "waterfall":
      return (
        <div key={column.id} role="gridcell" className="flex h-full items-center overflow-hidden px-1.5 [contain:strict]">
          <Waterfall row={row} />
        </div>
      );
  }
  const said = row ? cellText(column.id, row, headers) : "";
  return (
    <div key={column.id} role="gridcell" title={said && hovered.has(column.id) ? said : undefined} className={cx(shared, column.right && "tabular-nums", quiet.has(column.id) && "text-muted")}>
      {said}
    </div>
  );
}

const hovered = new Set(["host", "url", "app", "rules", "comment", "client"]);
const quiet = new Set(["app", "client", "type", "proto", "upstream", "tls", "started", "took", "size", "sent", "received", "messages"]);

function pathCell(row: Row | undefined, className: string): ReactElement {
  if (!row) return <div key="path" role="gridcell" className={className} />;
  const verdict = row.kind !== "exchange" ? (t.verdicts[row.verdict] ?? row.verdict) : "";
  const path = verdict || pathOf(row.url) || (row.method === "CONNECT" ? authorityOf(row.url) : "/");
  return (
    <div key="path" role="gridcell" title={verdict ? [verdict, ...row.reasons].join("\n") : row.url} className={cx(className, verdict && (isBad(row) ? "text-bad" : "text-muted"))}>
      {row.comment && <Mark kind="commented" className="mr-1 size-3 align-[-2px] text-accent" />}
      {path}
      {row.fault && !verdict && <span className="ml-2 text-bad">{row.fault.message}</span>}
    </div>
  );
}

/** What a cell says. */
export function cellText(id: string, r: Row, headers: readonly string[]): string {
  switch (id) {
    case "method":
      return r.method;
    case "host":
      return authorityOf(r.url) || r.host;
    case "url":
      return r.url;
    case "app":
      return r.process;
    case "client":
      return r.client;
    case "type":
      return r.inside || shortType(r.content_type);
    case "proto":
      return r.protocol;
    case "upstream":
      return r.upstream_protocol;
    case "tls":
      return r.tls.replace(/^TLS /, "");
    case "started":
      return units.time(r.started);
    case "took":
      return r.duration_ms === null ? t.active : units.duration(r.duration_ms);
    case "size":
      return bytes(r.request_bytes + r.response_bytes);
    case "sent":
      return bytes(r.request_bytes);
    case "received":
      return bytes(r.response_bytes);
    case "messages":
      return r.messages ? units.count(r.messages) : "";
    case "rules":
      return r.rules.join(", ");
    case "comment":
      return r.comment;
  }
  return r.columns[headers.indexOf(id)] ?? "";
}

const bytes = (n: number): string => (n ? units.bytes(n) : t.noStatus);
