import { ChevronDown, ChevronUp, Plus, X } from "lucide-react";
import { movedField } from "@/model/message/fields";
import { blank, type Shape } from "@/model/rules/shape";
import { isList, listOf, oneOrList, type Value } from "@/model/rules/value";
import { text } from "@/text";
import { Button, IconButton } from "@/widgets";
import { Control, type ControlProps } from "./control";

const f = text.rules.form;

/** Several of a shape, in their order; one alone is written without a list. */
export function ListForm({ shape, value, onChange, path, label }: ControlProps & { shape: Shape & { is: "list" } }) {
  const all = listOf(value);
  const put = (next: readonly Value[]) => onChange(isList(value) && next.length > 0 ? next : oneOrList(next));
  return (
    <div role="group" aria-label={label} className="flex min-w-0 flex-col gap-1.5">
      {all.map((one, at) => (
        <div key={at} role="group" aria-label={f.item(at + 1)} className="flex items-start gap-1 border-l-2 border-line-strong pl-2">
          <div className="min-w-0 flex-1">
            <Control shape={shape.of} value={one} onChange={(v) => put(all.map((x, i) => (i === at ? (v ?? null) : x)))} path={isList(value) ? [...path, at] : path} label={f.item(at + 1)} inline />
          </div>
          {all.length > 1 && (
            <span className="mt-4.5 flex flex-col">
              <IconButton icon={ChevronUp} size={13} label={f.earlier} disabled={at === 0} onClick={() => put(movedField(all, at, -1))} className="h-4" />
              <IconButton icon={ChevronDown} size={13} label={f.later} disabled={at === all.length - 1} onClick={() => put(movedField(all, at, 1))} className="h-4" />
            </span>
          )}
          <IconButton icon={X} size={14} label={f.removeItem(at + 1)} className="mt-5" onClick={() => put(all.filter((_, i) => i !== at))} />
        </div>
      ))}
      <div>
        <Button kind="quiet" icon={Plus} onClick={() => put([...all, blank(shape.of)])}>
          {f.addItem}
        </Button>
      </div>
    </div>
  );
}
