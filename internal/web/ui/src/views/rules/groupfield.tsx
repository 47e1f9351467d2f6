import { useState } from "react";
import type { Group } from "@/model/rules/drafts";
import { text } from "@/text";
import { Input, Select } from "@/widgets";
import { Labelled } from "./form/fields";

const t = text.rules;
const another = "\u0000";

/** In which group a new rule will be; a new group is a new file. */
export function GroupField({ groups, value, onChange }: { groups: readonly Group[]; value: string; onChange(group: string): void }) {
  const [writing, setWriting] = useState(false);
  const known = groups.some((g) => g.name === value);
  const names = [...groups.map((g) => g.name), ...(known || writing || !value ? [] : [value])];
  return (
    <Labelled label={t.group} hint={writing ? t.newGroupHint : undefined}>
      {(control) =>
        writing ? (
          <Input {...control} autoFocus aria-label={t.newGroupName} value={value} onChange={(e) => onChange(e.target.value.replaceAll(/[^\w-]/g, ""))} className="max-w-72" />
        ) : (
          <Select
            {...control}
            value={value}
            onValue={(v) => (v === another ? (setWriting(true), onChange("")) : onChange(v))}
            options={[...names.map((n) => ({ value: n, label: n })), { value: another, label: t.newGroup }]}
            className="max-w-72"
          />
        )
      }
    </Labelled>
  );
}
