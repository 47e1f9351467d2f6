import { Database, EllipsisVertical } from "lucide-react";
import { useState } from "react";
import { post } from "@/model/api";
import { go } from "@/model/route";
import { useLive } from "@/model/settings/live";
import { query, select } from "@/model/traffic";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Badge, Empty, IconButton, Menu, toast, type MenuItem } from "@/widgets";
import { failed } from "../failed";
import { Held } from "./parts";
import { DeleteSession, NameSession } from "./sessiondialogs";
import { useWorking, Working, workOn } from "./working";

const t = text.settings.sessions;
type Session = Schemas["SessionInfo"];

/** What was captured, each under a name. */
export function Sessions() {
  const loaded = useLive<Schemas["SessionList"]>("/v1/sessions", "sidebar");
  const working = useWorking();
  const [asking, setAsking] = useState<{ what: "copy" | "rename" | "delete"; session: Session }>();
  const close = () => setAsking(undefined);
  const show = (name: string, captured: string) => {
    select(null);
    query.set((q) => ({ ...q, session: name === captured ? "" : name, cleared: 0 }));
    go("");
  };
  const copy = async (name: string, to: string) => {
    close();
    if (await workOn("copy", "/v1/sessions/copy", { body: { name, to }, stopped: t.stopped })) toast(t.copied(to));
    loaded.reload();
  };
  const act = (path: string, body: Schemas["SessionChange"], said: string) => {
    close();
    void post(path, body).then(() => toast(said), failed).finally(loaded.reload);
  };
  return (
    <>
      <p className="pb-2 text-sm text-muted">{t.intro}</p>
      <Working />
      <Held of={loaded}>
        {({ sessions, captured }) =>
          sessions.length === 0 ? (
            <Empty icon={Database} title={t.none} />
          ) : (
            <Table
              sessions={sessions}
              captured={captured}
              onShow={(name) => show(name, captured)}
              items={(s) => [
                { label: t.show, onSelect: () => show(s.name, captured), disabled: !!s.problem },
                "separator",
                { label: t.copy, onSelect: () => setAsking({ what: "copy", session: s }), disabled: working || !!s.problem },
                { label: t.rename, onSelect: () => setAsking({ what: "rename", session: s }), disabled: s.in_use },
                { label: t.delete, danger: true, onSelect: () => setAsking({ what: "delete", session: s }), disabled: s.in_use },
              ]}
            />
          )
        }
      </Held>
      <p className="pt-2 text-xs text-muted">{t.busy}</p>
      {asking?.what === "delete" && <DeleteSession session={asking.session} onClose={close} onDelete={(name) => act("/v1/sessions/delete", { name }, t.deleted(name))} />}
      {asking?.what === "rename" && (
        <NameSession title={t.renameTitle(asking.session.name)} label={t.newName} act={t.renameDo} initial={asking.session.name} onClose={close} onName={(to) => act("/v1/sessions/rename", { name: asking.session.name, to }, t.renamed(to))} />
      )}
      {asking?.what === "copy" && (
        <NameSession title={t.copyTitle(asking.session.name)} label={t.name} hint={t.copyHint} act={t.copyDo} initial={`${asking.session.name}-copy`} onClose={close} onName={(to) => void copy(asking.session.name, to)} />
      )}
    </>
  );
}

interface TableProps {
  sessions: Session[];
  captured: string;
  onShow(name: string): void;
  items(s: Session): MenuItem[];
}

function Table({ sessions, captured, onShow, items }: TableProps) {
  return (
    <table className="w-full text-xs" aria-label={t.table}>
      <thead>
        <tr className="h-6 border-b text-left text-muted">
          <th scope="col" className="font-medium">
            {t.columns.name}
          </th>
          <th scope="col" className="pl-4 text-right font-medium">
            {t.columns.entries}
          </th>
          <th scope="col" className="pl-4 text-right font-medium">
            {t.columns.size}
          </th>
          <th scope="col" className="pl-4 font-medium max-md:hidden">
            {t.columns.span}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {sessions.map((s) => (
          <tr key={s.name} className="h-8 border-b hover:bg-hover">
            <th scope="row" className="max-w-64 text-left font-normal">
              <span className="flex min-w-0 items-center gap-2">
                <button type="button" disabled={!!s.problem} onClick={() => onShow(s.name)} title={t.open(s.name)} className="min-w-0 truncate rounded text-sm font-medium text-accent hover:underline disabled:text-ink disabled:no-underline">
                  {s.name}
                </button>
                {s.name === captured ? <Badge tone="accent">{t.captured}</Badge> : s.in_use && <Badge tone="warn">{t.inUse(s.pid)}</Badge>}
              </span>
              {s.problem && <span className="block text-bad [overflow-wrap:anywhere]">{s.problem}</span>}
            </th>
            <td className="pl-4 text-right tabular-nums">
              {text.units.count(s.entries)}
              {s.pinned > 0 && <span className="block text-2xs text-muted">{t.pinned(s.pinned)}</span>}
            </td>
            <td className="pl-4 text-right whitespace-nowrap tabular-nums">{t.size(s.bytes)}</td>
            <td className="pl-4 whitespace-nowrap text-muted tabular-nums max-md:hidden">{s.first && s.last && t.span(text.units.minute(s.first), text.units.minute(s.last))}</td>
            <td className="w-8 text-right">
              <Menu items={() => items(s)} align="end">
                <IconButton icon={EllipsisVertical} size={14} label={t.menu(s.name)} />
              </Menu>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
