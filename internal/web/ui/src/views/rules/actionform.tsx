import { ChevronDown, ChevronUp, X } from "lucide-react";
import { kindOf, type Action } from "@/model/rules/kinds";
import type { Value } from "@/model/rules/value";
import { text } from "@/text";
import { IconButton } from "@/widgets";
import { useProblem } from "./form/context";
import { Control } from "./form/control";
import { kindIcon } from "./kindicon";

const t = text.rules;
const f = t.form;

interface Props {
  at: number;
  of: number;
  action: Action | undefined;
  onChange(value: Value | undefined): void;
  onMove(by: number): void;
  onRemove(): void;
}

/** One action of a rule: its kind, and the form of its value. */
export function ActionForm({ at, of, action, onChange, onMove, onRemove }: Props) {
  const kind = kindOf(action?.kind ?? "");
  const Icon = kindIcon(kind.name);
  const name = f.kinds[kind.name] ?? kind.name;
  const path = ["actions", at, kind.name];
  const problem = useProblem(path);
  const bare = kind.shape.is !== "fields";
  return (
    <section aria-label={`${at + 1}. ${name}`} className="border-b py-2">
      <header className="mb-1.5 flex items-center gap-2">
        <Icon size={15} aria-hidden className="shrink-0 text-accent" />
        <h4 className="shrink-0 text-sm font-semibold">{name}</h4>
        <span className="min-w-0 flex-1 truncate text-xs text-muted">{f.about[kind.name] ?? t.unknownAction}</span>
        <IconButton icon={ChevronUp} size={14} label={t.actionUp} disabled={at === 0} onClick={() => onMove(-1)} className="h-6" />
        <IconButton icon={ChevronDown} size={14} label={t.actionDown} disabled={at === of - 1} onClick={() => onMove(1)} className="h-6" />
        <IconButton icon={X} size={14} label={t.removeAction(name)} onClick={onRemove} className="h-6" />
      </header>
      <div className="pl-6">
        {problem && <p className="mb-1 text-xs text-bad">{problem}</p>}
        <Control shape={kind.shape} value={action?.value ?? (bare ? undefined : null)} onChange={onChange} path={path} label={name} />
      </div>
    </section>
  );
}
