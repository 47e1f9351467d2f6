import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { grouped, shortName, validity } from "@/model/inspect/dn";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Badge } from "@/widgets";
import { Fact, Facts } from "./facts";

type Certificate = Schemas["Certificate"];

/** The certificates that were presented, the origin's own first; at is when, in ms since 1970. */
export function Chain({ chain, at }: { chain: readonly Certificate[]; at: number }) {
  const t = text.inspector.tls;
  if (chain.length === 0) return null;
  return (
    <div>
      <h4 className="mb-1 text-xs font-semibold text-muted">{t.chain}</h4>
      <ul className="rounded border">
        {chain.map((c, i) => (
          <One key={i} certificate={c} at={at} />
        ))}
      </ul>
    </div>
  );
}

function One({ certificate: c, at }: { certificate: Certificate; at: number }) {
  const t = text.inspector.tls;
  const u = text.units;
  const [open, setOpen] = useState(false);
  const Icon = open ? ChevronDown : ChevronRight;
  const known = c.subject !== "" || c.issuer !== "";
  const is = validity(c.not_before, c.not_after, at);
  const name = shortName(c.subject) || c.sha256.slice(0, 16);
  const names = c.names ?? [];
  return (
    <li className="border-b last:border-b-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-6 w-full items-center gap-1.5 px-1.5 text-left text-xs hover:bg-hover"
      >
        <Icon size={12} aria-hidden className="shrink-0 text-muted" />
        <span className="truncate">{name}</span>
        <span className="min-w-0 flex-1 truncate text-muted">{c.issuer === c.subject ? t.selfIssued : t.by(shortName(c.issuer))}</span>
        {known && (is === "valid" ? <span className="shrink-0 text-2xs text-muted">{`${t.validUntil.toLowerCase()} ${u.date(c.not_after)}`}</span> : <Badge tone="bad">{t.validity(is)}</Badge>)}
      </button>
      {open && (
        <Facts className="border-t bg-panel px-2 py-1.5 pl-6">
          <Fact name={t.subject} copy={c.subject}>
            {c.subject}
          </Fact>
          <Fact name={t.issuer}>{c.issuer}</Fact>
          <Fact name={t.names} copy={names.join("\n")}>
            {names.length > 0 && <Names names={names} />}
          </Fact>
          <Fact name={t.from}>{known && u.dateTime(c.not_before)}</Fact>
          <Fact name={t.until}>
            {known && (
              <>
                {u.dateTime(c.not_after)} <span className="text-muted">· {t.validity(is)}</span>
              </>
            )}
          </Fact>
          <Fact name={t.key}>{c.key}</Fact>
          <Fact name={t.signature}>{c.signature}</Fact>
          <Fact name={t.fingerprint} mono copy={c.sha256}>
            <span className="text-2xs">{grouped(c.sha256)}</span>
          </Fact>
        </Facts>
      )}
    </li>
  );
}

const few = 12;

/** Names of a certificate, the first of them until more are asked for. */
export function Names({ names }: { names: readonly string[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? names : names.slice(0, few);
  return (
    <span className="font-mono">
      {shown.join(", ")}
      {names.length > few && (
        <button type="button" className="ml-1 font-sans text-2xs text-accent hover:underline" onClick={() => setAll(!all)}>
          {all ? text.inspector.headers.less : `… ${text.inspector.tls.nameCount(names.length)}`}
        </button>
      )}
    </span>
  );
}
