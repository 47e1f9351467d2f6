import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Badge } from "@/widgets";
import { Fact, Facts } from "./facts";

/** The OCSP response that the origin sent along. */
export function Staple({ staple: s }: { staple: Schemas["Staple"] | undefined }) {
  const t = text.inspector.tls;
  const u = text.units;
  if (!s) {
    return (
      <Facts>
        <Fact name={t.ocsp}>
          <span className="text-muted">{t.ocspNone}</span>
        </Fact>
      </Facts>
    );
  }
  const span = s.this_update && (s.next_update ? t.ocspSpan(u.date(s.this_update), u.date(s.next_update)) : t.ocspSince(u.date(s.this_update)));
  return (
    <Facts>
      <Fact name={t.ocsp}>
        <Badge tone={s.problem ? "warn" : s.status === "good" ? "ok" : s.status === "revoked" ? "bad" : "neutral"}>{t.ocspStatus(s.status)}</Badge>
        {s.revoked_at && <span className="pl-1.5">{t.ocspRevoked(u.date(s.revoked_at))}</span>}
        {s.revocation_reason && <span className="pl-1.5">{s.revocation_reason}</span>}
        {span && <span className="pl-1.5 text-muted">{span}</span>}
        {s.responder && <div>{s.signed ? t.ocspSigned(s.responder) : t.ocspClaims(s.responder)}</div>}
        {s.problem && <div className="text-warn">{t.ocspProblem(s.problem)}</div>}
      </Fact>
    </Facts>
  );
}

/** The promises of certificate logs. */
export function SCTs({ scts }: { scts: readonly Schemas["SCT"][] }) {
  const t = text.inspector.tls;
  return (
    <Facts>
      <Fact name={t.scts}>
        {scts.length === 0 ? (
          <span className="text-muted">{t.sctNone}</span>
        ) : (
          <>
            <ul>
              {scts.map((s, i) => (
                <li key={i} className="wrap-anywhere">
                  {s.log_id ? (
                    <>
                      <span className="font-mono" title={s.log_id}>
                        {t.log(s.log_id)}
                      </span>{" "}
                      · {text.units.date(s.time)} · {s.algorithm} · <span className="text-muted">{t.sctFrom(s.source)}</span>
                    </>
                  ) : (
                    `${t.sctUnreadable}, ${t.sctFrom(s.source)}`
                  )}
                </li>
              ))}
            </ul>
            <p className="text-2xs text-muted">{t.sctNote}</p>
          </>
        )}
      </Fact>
    </Facts>
  );
}
