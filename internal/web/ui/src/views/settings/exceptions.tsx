import { X } from "lucide-react";
import { useState } from "react";
import type { Exception } from "@/model/settings/policy";
import { text } from "@/text";
import { cx, IconButton, toastWithUndo } from "@/widgets";
import { ends } from "./ends";
import type { Change } from "./entries";
import { Section } from "./parts";

const t = text.settings.policy;

/** Certificates that are accepted although they do not verify. */
export function Exceptions({ exceptions, change }: { exceptions: readonly Exception[]; change: Change }) {
  const [gone, setGone] = useState("");
  const shown = exceptions.filter((e) => e.host !== gone);
  const remove = (host: string) => {
    setGone(host);
    const back = () => setGone((was) => (was === host ? "" : was));
    toastWithUndo(t.exceptionRemoved(host), text.common.undo, () => void change({ remove_exception: { host } }).finally(back), back);
  };
  return (
    <Section title={t.exceptions} hint={t.exceptionsHint}>
      {shown.length === 0 ? (
        <p className="text-sm text-muted">{t.noExceptions}</p>
      ) : (
        <ul className="border-t" aria-label={t.exceptions}>
          {shown.map((e) => (
            <li key={`${e.line} ${e.host}`} className="flex min-h-7 items-center gap-3 border-b text-xs">
              <code className={cx("w-48 shrink-0 font-mono select-text [overflow-wrap:anywhere]", e.expired && "text-faint line-through")}>{e.host}</code>
              <code className="min-w-0 flex-1 truncate font-mono text-muted" title={e.sha256}>
                {e.sha256}
              </code>
              <span className="max-w-40 truncate text-muted" title={e.note}>
                {e.note}
              </span>
              <span className={cx("shrink-0", e.expired ? "text-faint" : "text-warn")}>{ends(e.until, e.expired)}</span>
              <IconButton icon={X} size={13} label={t.removeException(e.host)} onClick={() => remove(e.host)} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
