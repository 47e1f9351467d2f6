import { CircleAlert, TriangleAlert } from "lucide-react";
import { allowable } from "@/model/inspect/verdict";
import { text } from "@/text";
import { cx } from "@/widgets";
import type { KnownProps } from "./entry";
import { Allow } from "./exception";
import { Hint } from "./hint";

/** What went wrong and whose fault it is; unless in brief, also the next step. */
export function FaultLine(props: KnownProps & { brief: boolean }) {
  const { detail: d, onFilter } = props;
  const t = text.inspector.fault;
  const leaf = allowable(d);
  if (!d.fault && !d.incomplete) return null;
  if (!d.fault || (d.kind === "handshake-failure" && d.reasons.length > 0)) {
    return d.incomplete ? <p className="flex shrink-0 items-center gap-2 border-b bg-warn-soft px-3 py-1 text-xs text-warn">{text.inspector.bar.incomplete(d.incomplete)}</p> : null;
  }
  const f = d.fault;
  const rule = f.side === "rule";
  const Icon = rule ? CircleAlert : TriangleAlert;
  return (
    <section aria-label={t.label} className="flex max-h-28 shrink-0 items-start gap-2.5 overflow-y-auto border-b bg-panel px-3 py-1.5 text-xs">
      <Icon size={15} aria-hidden className={cx("mt-0.5 shrink-0", rule ? "text-info" : "text-bad")} />
      <div className={cx("min-w-0 flex-1 wrap-anywhere", props.brief && "flex flex-wrap items-baseline gap-x-3")}>
        <p className="text-sm font-medium">{f.message}</p>
        {f.hint && !props.brief && <Hint text={f.hint} />}
        <p className="text-muted">
          {t.whose(f.side)} ·{" "}
          <button type="button" title={t.showAll} className="font-mono text-2xs hover:underline" onClick={() => onFilter(`fault:${f.code}`)}>
            {f.code}
          </button>
        </p>
        {d.incomplete && !props.brief && <p className="text-warn">{text.inspector.bar.incomplete(d.incomplete)}</p>}
      </div>
      {leaf && !props.session && <Allow {...props} leaf={leaf} />}
    </section>
  );
}
