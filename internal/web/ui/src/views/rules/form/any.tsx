import { useState } from "react";
import { anyText, looksCut, readAny } from "@/model/rules/names";
import type { Value } from "@/model/rules/value";
import { text } from "@/text";
import { TextArea } from "@/widgets";
import type { ControlProps } from "./control";

const f = text.rules.form;

/** Any value, as JSON. What is not JSON yet stays in the box. */
export function AnyValue({ value, onChange, label, control }: { value: Value | undefined; onChange(v: Value): void; label: string; control: ControlProps["control"] }) {
  const [writing, setWriting] = useState<string>();
  const shown = writing ?? anyText(value, "  ");
  const change = (written: string) => {
    const cut = looksCut(written);
    setWriting(cut || anyText(readAny(written), "  ") !== written ? written : undefined);
    if (!cut) onChange(readAny(written));
  };
  const wrong = writing !== undefined && looksCut(writing);
  return (
    <div className="min-w-0">
      <TextArea
        {...control}
        mono
        aria-label={control ? undefined : label}
        aria-invalid={wrong || undefined}
        placeholder={f.anyHint}
        rows={Math.min(16, Math.max(1, shown.split("\n").length))}
        value={shown}
        onChange={(e) => change(e.target.value)}
        onBlur={() => !wrong && setWriting(undefined)}
        className="min-h-0!"
      />
      {wrong && <p className="text-xs text-bad">{f.anyWrong}</p>}
    </div>
  );
}
