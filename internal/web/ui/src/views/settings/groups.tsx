import { ChevronRight } from "lucide-react";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Switch } from "@/widgets";
import type { Change } from "./entries";
import { Section } from "./parts";

const t = text.settings.policy;

/** Ready-made parts of the bypass list. */
export function Groups({ groups, change }: { groups: Schemas["PolicyGroup"][]; change: Change }) {
  return (
    <Section title={t.groups} hint={t.groupsHint}>
      <ul className="border-t">
        {groups.map((g) => (
          <li key={g.name} className="flex items-start gap-3 border-b py-1.5">
            <span className="pt-0.5">
              <Switch checked={g.on} label={g.title} onChange={(on) => void change({ group: { name: g.name, on } })} />
            </span>
            <details className="group min-w-0 flex-1">
              <summary className="flex list-none items-baseline gap-2 text-sm">
                <ChevronRight size={12} aria-hidden className="shrink-0 translate-y-px text-muted group-open:rotate-90" />
                <span className="w-48 shrink-0 font-medium">{g.title}</span>
                <span className="min-w-0 flex-1 text-xs text-muted">{g.why}</span>
                <span className="shrink-0 text-xs text-muted">{t.patterns(g.patterns.length)}</span>
              </summary>
              <p className="max-h-40 overflow-y-auto py-1 pl-5 font-mono text-xs text-muted select-text" tabIndex={0} role="region" aria-label={g.title}>
                {g.patterns.join("  ")}
              </p>
            </details>
          </li>
        ))}
      </ul>
    </Section>
  );
}
