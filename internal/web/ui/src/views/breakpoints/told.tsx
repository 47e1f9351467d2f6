import { Wrench } from "lucide-react";
import type { Correction } from "@/model/message/framing";
import { text } from "@/text";
import { Checkbox } from "@/widgets";

const t = text.breakpoints;

/** What will be put right when the message is sent. */
export function Told({ corrections, host, keepHost, onKeepHost }: { corrections: readonly Correction[]; host: string | undefined; keepHost: boolean; onKeepHost(keep: boolean): void }) {
  if (corrections.length === 0 && !host) return null;
  return (
    <section aria-label={t.told} aria-live="polite" className="flex items-start gap-2 border-t bg-info-soft px-3 py-1 text-xs text-info">
      <Wrench size={13} aria-hidden className="mt-0.5 shrink-0" />
      <ul className="flex min-w-0 flex-1 flex-wrap gap-x-4">
        {host && (
          <li className="flex items-center gap-2">
            {!keepHost && <span>{t.hostFollows(host)}</span>}
            <Checkbox checked={keepHost} onChange={onKeepHost}>
              <span className="text-xs">{t.keepHost}</span>
            </Checkbox>
          </li>
        )}
        {corrections.map((c) => (
          <li key={c.name}>{said(c)}</li>
        ))}
      </ul>
    </section>
  );
}

function said({ name, from, to }: Correction): string {
  if (from.length === 0) return t.toldAdded(name, to.join(", "));
  return to.length === 0 ? t.toldGone(name, from.join(", ")) : t.toldPut(name, from.join(", "), to.join(", "));
}
