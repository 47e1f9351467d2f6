import { X } from "lucide-react";
import { useState } from "react";
import type { MessageRow } from "@/model/inspect/messages";
import { text } from "@/text";
import { IconButton } from "@/widgets";
import { copyText } from "../copy";
import type { KnownProps } from "./entry";
import { LaidOut } from "./laidout";

/** One message, laid out as what it is. */
export function Message({ detail: d, session, onFilter, message: m, onClose }: KnownProps & { message: MessageRow; onClose(): void }) {
  const t = text.inspector.messages;
  const [as, setAs] = useState("");
  const [path, setPath] = useState("");
  const copy = m.text === undefined || m.cut ? undefined : () => void copyText(m.text!);
  const up = m.direction === "request";
  return (
    <section aria-label={t.message} className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-6 shrink-0 items-center gap-3 border-b bg-panel pl-3 text-2xs whitespace-nowrap text-muted">
        <span className="font-semibold">
          {t.message} {text.units.count(m.index + 1)}
        </span>
        <span>{up ? t.up : t.down}</span>
        <span>{text.units.time(m.time)}</span>
        <span>{t.wire(m.wire)}</span>
        {m.fragments > 1 && <span>{t.fragments(m.fragments)}</span>}
        {m.note && <span className="truncate text-warn">{m.note}</span>}
        <IconButton icon={X} size={12} label={text.common.close} onClick={onClose} className="ml-auto h-5.5!" />
      </div>
      {m.size === 0 ? (
        <p className="p-3 text-xs text-muted">{t.empty}</p>
      ) : (
        <LaidOut
          view={{ id: d.id, session, side: up ? "request" : "response", path, message: m.index }}
          as={as}
          onAs={setAs}
          path={path}
          onPath={setPath}
          stamp=""
          label={() => `${t.message} ${m.index + 1}`}
          facts={undefined}
          notes={[]}
          onFilter={onFilter}
          onCopy={copy}
          more={[]}
        />
      )}
    </section>
  );
}
