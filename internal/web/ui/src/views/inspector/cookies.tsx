import { TriangleAlert } from "lucide-react";
import { cookiesOf, setCookiesOf, type SetCookie } from "@/model/inspect/cookies";
import { text } from "@/text";
import { Badge, Empty, Tooltip } from "@/widgets";
import type { KnownProps } from "./entry";
import { Long } from "./fieldtable";
import { Pairs } from "./pairs";

/** The cookies that the request sends. */
export function RequestCookies({ detail: d, onFilter }: KnownProps) {
  const t = text.inspector.cookies;
  const all = d.heads.filter((h) => h.direction === "request" && !h.trailers).flatMap((h) => cookiesOf(h.fields));
  if (all.length === 0) return <Empty title={t.none}>{t.noneRequest}</Empty>;
  return (
    <div className="min-h-0 flex-1 overflow-auto pb-2">
      <Pairs title={text.inspector.tabs.cookies} all={all.map((c) => ({ ...c, raw: `${c.name}=${c.value}`, bad: false }))} field="cookie" onFilter={onFilter} />
    </div>
  );
}

/** The cookies that the response sets, with what they say of themselves. */
export function ResponseCookies({ detail: d }: KnownProps) {
  const t = text.inspector.cookies;
  const at = Date.parse(d.started);
  const all = d.heads.filter((h) => h.direction === "response").flatMap((h) => setCookiesOf(h.fields, at));
  if (all.length === 0) return <Empty title={t.none}>{t.noneResponse}</Empty>;
  const head = [t.name, t.value, t.domain, t.path, t.expires, t.attributes];
  return (
    <div className="min-h-0 flex-1 overflow-auto pb-2">
      <table aria-label={t.table} className="w-full min-w-lg border-collapse text-xs">
        <thead className="sticky top-0 bg-panel text-left text-2xs text-muted">
          <tr>
            {head.map((h) => (
              <th key={h} scope="col" className="border-b px-2 py-1 font-semibold first:pl-3">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.map((c, i) => (
            <Row key={i} cookie={c} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ cookie: c }: { cookie: SetCookie }) {
  const t = text.inspector.cookies;
  return (
    <tr className="border-b border-line/60 align-top hover:bg-hover">
      <th scope="row" className="min-w-20 px-2 py-1 pl-3 text-left font-mono font-normal wrap-anywhere text-key">
        {c.name}
        {c.flaws.map((f) => (
          <Tooltip key={f} text={t.flaw(f)}>
            <TriangleAlert size={12} className="ml-1 inline text-warn" aria-label={t.flaw(f)} />
          </Tooltip>
        ))}
      </th>
      <td className="min-w-32 px-2 py-1 font-mono wrap-anywhere">
        <Long value={c.value} />
      </td>
      <td className="px-2 py-1 whitespace-nowrap">{c.domain || <span className="text-faint">{t.thisHost}</span>}</td>
      <td className="px-2 py-1 font-mono">{c.path}</td>
      <td className="px-2 py-1 whitespace-nowrap">
        {c.deletes ? <Badge tone="warn">{t.deleted}</Badge> : c.expires === undefined ? <span className="text-faint">{t.session}</span> : text.units.minute(new Date(c.expires).toISOString())}
      </td>
      <td className="px-2 py-1">
        <span className="flex flex-wrap gap-1">
          {c.attributes
            .filter((a) => !/^(domain|path|expires)$/i.test(a.name))
            .map((a, i) => (
              <Badge key={i}>{a.value === undefined ? a.name : `${a.name}=${a.value}`}</Badge>
            ))}
        </span>
      </td>
    </tr>
  );
}
