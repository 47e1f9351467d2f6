import { X } from "lucide-react";
import { memo } from "react";
import { query, type Query } from "@/model/traffic";
import { useStore } from "@/model/store";
import { text } from "@/text";
import { IconButton, Pill } from "@/widgets";

/** The pills by group; those that are on in a group are alternatives. */
const groups = {
  type: {
    json: "type:json",
    html: "type:html",
    js: "type:js",
    css: "type:css",
    image: "type:image",
    font: "type:font",
    media: "type:audio,video",
    form: "req.type:form",
    grpc: "is:grpc",
    websocket: "is:websocket",
    sse: "is:sse",
    tunnel: "is:tunnel",
    failure: "is:handshake-failure",
  },
  status: { "2xx": "status:2xx", "3xx": "status:3xx", "4xx": "status:4xx", "5xx": "status:5xx", error: "is:error" },
} as const;

const t = text.list;

function toggled(q: Query, group: string, expression: string, on: boolean): Query {
  const was = q.pills[group] ?? [];
  return { ...q, pills: { ...q.pills, [group]: on ? [...was, expression] : was.filter((e) => e !== expression) } };
}

/** The kinds of content and statuses that the list can be narrowed to, and what the sidebar narrows it to. */
export const Pills = memo(function Pills() {
  const q = useStore(query);
  const any = Object.values(q.pills).some((p) => p.length);
  return (
    <div className="flex h-8 shrink-0 items-center gap-0.5 overflow-x-auto overflow-y-hidden border-b px-1.5 [scrollbar-width:none]">
      <Pill on={!any} onChange={() => query.set((was) => ({ ...was, pills: {} }))}>
        {t.pills.all}
      </Pill>
      {Object.entries(groups).map(([group, pills]) => (
        <div key={group} role="group" aria-label={group === "type" ? t.pillsType : t.pillsStatus} className="flex items-center gap-0.5 before:mx-1 before:h-3.5 before:w-px before:bg-line">
          {Object.entries(pills).map(([name, expression]) => (
            <Pill key={name} on={q.pills[group]?.includes(expression) ?? false} onChange={(on) => query.set((was) => toggled(was, group, expression, on))}>
              {t.pills[name]}
            </Pill>
          ))}
        </div>
      ))}
      <span className="flex-1" />
      {q.scope && (
        <span className="flex h-5.5 shrink-0 items-center gap-0.5 rounded-full bg-accent-soft pl-2.5 text-xs font-medium text-accent">
          <span className="max-w-60 truncate">{t.scope(q.scopeName || q.scope)}</span>
          <IconButton icon={X} size={12} label={t.clearScope} onClick={() => query.set((was) => ({ ...was, scope: "", scopeName: "" }))} className="h-5! min-w-5! rounded-full! text-accent!" />
        </span>
      )}
    </div>
  );
});
