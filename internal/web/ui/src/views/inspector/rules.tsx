import { Workflow } from "lucide-react";
import { trace } from "@/model/inspect/entry";
import { useLoaded } from "@/model/loaded";
import { href } from "@/model/route";
import { text } from "@/text";
import { Empty, Failure, Loading } from "@/widgets";
import type { KnownProps } from "./entry";
import { Said } from "./said";
import { StepItem } from "./step";

/** What rules did, step by step, with what they changed. */
export function Rules({ detail: d, session }: KnownProps) {
  const t = text.inspector.rules;
  const stamp = `${session}/${d.id} ${d.state} ${d.rules.join(",")} ${d.messages}`;
  const { value: steps, error } = useLoaded(stamp, (signal) => trace({ id: d.id, session }, signal));
  if (error) return <Failure title={t.failed} hint={<Said error={error} />} />;
  if (!steps) return <Loading label={text.common.loading} />;
  if (steps.length === 0) {
    return (
      <Empty icon={Workflow} title={t.none} actions={<a href={href("rules")}>{t.make}</a>}>
        {t.noneHint}
      </Empty>
    );
  }
  return (
    <ol className="min-h-0 flex-1 overflow-auto p-3">
      {steps.map((s, i) => (
        <StepItem key={i} step={s} last={i === steps.length - 1} />
      ))}
    </ol>
  );
}
