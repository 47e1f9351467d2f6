import { LockOpen } from "lucide-react";
import type { ReactNode } from "react";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Empty } from "@/widgets";
import { Chain } from "./chain";
import type { KnownProps } from "./entry";
import { Fact, Facts, Heading } from "./facts";
import { OurLeaf } from "./leaf";
import { SCTs, Staple } from "./staple";
import { Verification } from "./verification";

type TLSFacts = Schemas["TLS"];

/** Both TLS connections: what was agreed upon, who showed which certificates, and what came of checking them. */
export function TLS({ detail: d }: KnownProps) {
  const t = text.inspector.tls;
  if (!d.client_tls && !d.server_tls) {
    const passed = d.kind === "tunnel";
    if (!d.ja4 && !d.sni) return <Empty icon={LockOpen} title={t.none}>{passed ? t.passed : t.noneHint}</Empty>;
    return (
      <div className="min-h-0 flex-1 overflow-auto p-3">
        <Heading>{t.client}</Heading>
        <Facts>
          <Fact name={t.sni} mono copy={d.sni}>
            {d.sni || t.noSNI}
          </Fact>
          <Fact name={t.ja4} mono copy={d.ja4}>
            {d.ja4}
          </Fact>
        </Facts>
        {passed && <p className="mt-3 max-w-prose text-xs text-muted">{t.passed}</p>}
      </div>
    );
  }
  return (
    <div className="grid min-h-0 flex-1 grid-cols-1 content-start gap-x-8 gap-y-5 overflow-auto p-3 @3xl:grid-cols-2">
      <Half title={t.client} tls={d.client_tls} none={t.noClient}>
        {d.client_tls && <OurLeaf serial={d.client_tls.leaf_serial ?? ""} />}
      </Half>
      <Half title={t.server} tls={d.server_tls} none={t.noServer}>
        {d.server_tls && (
          <>
            <Verification tls={d.server_tls} />
            <Chain chain={d.server_tls.chain ?? []} at={Date.parse(d.started)} />
            <Staple staple={d.server_tls.ocsp} />
            <SCTs scts={d.server_tls.scts ?? []} />
          </>
        )}
      </Half>
    </div>
  );
}

function Half({ title, tls, none, children }: { title: string; tls: TLSFacts | undefined; none: string; children?: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-3">
      <div>
        <Heading>{title}</Heading>
        {tls ? <Agreed tls={tls} /> : <p className="text-xs text-muted">{none}</p>}
      </div>
      {children}
    </section>
  );
}

function Agreed({ tls: c }: { tls: TLSFacts }) {
  const t = text.inspector.tls;
  const offered = c.offered_alpn ?? [];
  const more = offered.length > 1 || (offered.length === 1 && offered[0] !== c.alpn);
  return (
    <Facts>
      <Fact name={t.version}>{[c.version, c.resumed && t.resumed].filter(Boolean).join(" · ")}</Fact>
      <Fact name={t.cipher} mono>
        {c.cipher}
      </Fact>
      <Fact name={t.group} mono>
        {c.group}
      </Fact>
      <Fact name={t.alpn}>
        <span className="font-mono">{c.alpn}</span>
        {!c.alpn && t.noALPN}
        {more && <span className="text-muted"> · {t.offered(offered)}</span>}
      </Fact>
      <Fact name={t.sni} mono>
        {c.server_name || <span className="font-sans text-faint">{t.noSNI}</span>}
      </Fact>
      <Fact name={t.ja4} mono copy={c.ja4}>
        {c.ja4}
      </Fact>
      <Fact name={t.handshake}>{c.handshake_ms !== undefined && text.units.duration(c.handshake_ms)}</Fact>
      <Fact name={t.clientCertificate}>
        {c.client_certificate_sha256 ? (
          <>
            {t.certificateGiven} <span className="font-mono text-2xs text-muted">{c.client_certificate_sha256}</span>
          </>
        ) : (
          c.client_certificate_asked && t.certificateAsked
        )}
      </Fact>
    </Facts>
  );
}
