import { get } from "@/model/api";
import { grouped } from "@/model/inspect/dn";
import { useLoaded } from "@/model/loaded";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Fact, Facts } from "./facts";
import { Names } from "./chain";

const newest = 1000; // issued certificates that are looked through

/** The certificate that the client was shown; serial is in hex. */
export function OurLeaf({ serial }: { serial: string }) {
  const t = text.inspector.tls;
  const u = text.units;
  const issued = useLoaded(serial, (signal) => get<Schemas["IssuedList"]>("/v1/issued", { query: { limit: newest }, signal }));
  if (!serial) return null;
  const leaf = issued.value?.issued.find((l) => l.serial.toLowerCase() === serial.toLowerCase());
  return (
    <div>
      <h4 className="mb-1 text-xs font-semibold text-muted">{t.leaf}</h4>
      <Facts>
        <Fact name={t.serial} mono copy={serial}>
          {serial}
        </Fact>
        {leaf && (
          <>
            <Fact name={t.fingerprint} mono copy={leaf.sha256}>
              <span className="text-2xs">{grouped(leaf.sha256)}</span>
            </Fact>
            <Fact name={t.names}>
              <Names names={leaf.names} />
            </Fact>
            <Fact name={t.validUntil}>{u.dateTime(leaf.not_after)}</Fact>
          </>
        )}
      </Facts>
      {issued.value && !leaf && <p className="text-2xs text-muted">{t.leafUnknown}</p>}
    </div>
  );
}
