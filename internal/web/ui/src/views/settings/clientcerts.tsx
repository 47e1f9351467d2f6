import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Badge } from "@/widgets";
import { Section } from "./parts";

const t = text.settings.policy;

/** What origins are given that ask for a certificate. They are changed in the file, or with the command line. */
export function ClientCertificates({ certificates }: { certificates: Schemas["ClientCertificate"][] }) {
  return (
    <Section title={t.clients} hint={t.clientsHint}>
      {certificates.length === 0 ? (
        <p className="text-sm text-muted">{t.noClients}</p>
      ) : (
        <ul className="border-t" aria-label={t.clients}>
          {certificates.map((c) => (
            <li key={`${c.line} ${c.pattern}`} className="flex gap-3 border-b py-1 text-xs">
              <code className="w-48 shrink-0 pt-px font-mono select-text [overflow-wrap:anywhere]">{c.pattern}</code>
              <div className="min-w-0 flex-1">
                <div className="flex items-center gap-2">
                  <Badge>{t.kinds(c.kind)}</Badge>
                  <span className="min-w-0 flex-1 truncate" title={c.subject}>
                    {c.subject}
                  </span>
                  {c.not_after && <span className="text-muted">{t.validUntil(text.units.date(c.not_after))}</span>}
                </div>
                <code className="font-mono text-muted select-text [overflow-wrap:anywhere]">{c.file ?? c.keeper}</code>
                {c.fault && <p className="text-bad">{[c.fault.message, c.fault.hint].filter(Boolean).join(". ")}</p>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
