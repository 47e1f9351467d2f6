import { ShieldAlert, ShieldCheck, ShieldX } from "lucide-react";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { cx } from "@/widgets";

/** Whether the origin's certificates were found good, and why they were accepted if not. */
export function Verification({ tls }: { tls: Schemas["TLS"] }) {
  const t = text.inspector.tls;
  if (!tls.chain?.length && !tls.flaw) return null;
  const tone = tls.verified ? "bg-ok-soft text-ok" : tls.exception ? "bg-warn-soft text-warn" : "bg-bad-soft text-bad";
  const Icon = tls.verified ? ShieldCheck : tls.exception ? ShieldAlert : ShieldX;
  return (
    <div className={cx("flex items-start gap-2 rounded px-2 py-1.5 text-xs", tone)}>
      <Icon size={15} aria-hidden className="mt-px shrink-0" />
      <div className="min-w-0 wrap-anywhere">
        <p className="font-semibold">{tls.verified ? t.verified : t.notVerified}</p>
        {tls.flaw && <p>{tls.flaw}</p>}
        {tls.exception && <p>{t.allowed(tls.exception)}</p>}
      </div>
    </div>
  );
}
