import { Hand } from "lucide-react";
import { useEffect } from "react";
import { get, post } from "@/model/api";
import { on } from "@/model/changes";
import { useLoaded } from "@/model/loaded";
import { go, href } from "@/model/route";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Button, Empty, Switch } from "@/widgets";
import { failed } from "../failed";

const t = text.breakpoints;

/** Shown while nothing is paused: which breakpoints there are, to be switched on and off. */
export function Nothing() {
  const rules = useLoaded("rules", (signal) => get<Schemas["Rules"]>("/v1/rules", { signal }));
  useEffect(() => on("rules", rules.reload), [rules.reload]);
  const found = (rules.value?.groups ?? []).flatMap((g) => g.rules.filter((r) => r.actions.some((a) => a.kind === "breakpoint")).map((rule) => ({ group: g, rule })));
  const flip = (group: string, rule: string, enable: boolean) => void post("/v1/rules/edit", { group, rule, do: enable ? "enable" : "disable" }).then(rules.reload, failed);
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center overflow-y-auto py-6">
      <Empty icon={Hand} title={t.nothing} className="flex-none!" actions={<Button onClick={() => go("rules", { new: "breakpoint" })}>{t.newBreakpoint}</Button>}>
        {t.nothingHint}
      </Empty>
      {found.length > 0 && (
        <section aria-label={t.active} className="w-full max-w-2xl px-6">
          <h2 className="border-b pb-1 text-xs font-semibold text-muted">{t.active}</h2>
          <ul>
            {found.map(({ group, rule }) => (
              <li key={`${group.name} ${rule.name}`} className="flex h-8 items-center gap-3 border-b text-xs">
                <Switch checked={rule.enabled && group.enabled} disabled={!group.enabled} label={rule.name} onChange={(enable) => flip(group.name, rule.name, enable)} />
                <a href={href("rules", group.name, rule.name)} className="max-w-60 shrink-0 truncate font-medium">
                  {rule.name}
                </a>
                <span className="min-w-0 flex-1 truncate font-mono text-muted" title={rule.match}>
                  {rule.match || t.everything}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
