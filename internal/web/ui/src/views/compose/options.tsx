import { valueOf } from "@/model/message/fields";
import type { Form } from "@/model/compose/form";
import { text } from "@/text";
import { Checkbox, Input } from "@/widgets";

const t = text.compose;

interface Props {
  form: Form;
  onChange(form: Form): void;
  rules: boolean;
  onRules(on: boolean): void;
  times: number;
  onTimes(n: number): void;
  pauseMS: number;
  onPause(ms: number): void;
}

/** How it is sent. */
export function Options({ form, onChange, rules, onRules, times, onTimes, pauseMS, onPause }: Props) {
  const coded = valueOf(form.fields, "content-encoding") !== undefined;
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-t bg-panel px-3 py-1 text-sm">
      <Checkbox checked={rules} onChange={onRules}>
        {t.rules}
      </Checkbox>
      {coded && (
        <Checkbox checked={form.encode} onChange={(encode) => onChange({ ...form, encode })}>
          {t.encode}
        </Checkbox>
      )}
      <span className="flex-1" />
      <label className="flex items-center gap-1.5">
        {t.repeat}
        <Number value={times} least={1} most={1000} onChange={onTimes} />
        <span className="text-muted">{t.times}</span>
      </label>
      {times > 1 && (
        <label className="flex items-center gap-1.5">
          {t.pause}
          <Number value={pauseMS} least={0} most={3_600_000} onChange={onPause} />
          <span className="text-muted">{t.pauseUnit}</span>
        </label>
      )}
    </div>
  );
}

function Number({ value, least, most, onChange }: { value: number; least: number; most: number; onChange(n: number): void }) {
  return (
    <Input
      type="number"
      min={least}
      max={most}
      value={String(value)}
      onChange={(e) => onChange(Math.max(least, Math.min(most, Math.round(e.target.valueAsNumber) || least)))}
      className="h-6 w-18! text-right tabular-nums"
    />
  );
}
