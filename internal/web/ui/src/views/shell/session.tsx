import { ChevronDown, Database, FileInput, FileOutput, FolderCog } from "lucide-react";
import { useState } from "react";
import { get, url } from "@/model/api";
import { go } from "@/model/route";
import { status } from "@/model/status";
import { useStore } from "@/model/store";
import { filterOf, query, select } from "@/model/traffic";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { cx, Menu, type MenuItem } from "@/widgets";
import { save } from "../actions";
import { chooseArchive } from "./archive";

const t = text.shell.session;

/** Turns to another session; "" is the captured one. */
export function openSession(session: string): void {
  select(null);
  query.set((q) => ({ ...q, session, cleared: 0 }));
}

/** Which session is shown. Others than the captured one can be read. */
export function SessionMenu() {
  const captured = useStore(status, (s) => s?.capture.session_name ?? "");
  const session = useStore(query, (q) => q.session);
  const [all, setAll] = useState<Schemas["SessionInfo"][]>([]);
  const read = () => void get<Schemas["SessionList"]>("/v1/sessions").then((l) => setAll(l.sessions), () => {});
  const items = (): MenuItem[] => [
    { heading: t.heading },
    { label: captured || t.captured, detail: t.capturing, checked: session === "", onSelect: () => openSession("") },
    ...all.filter((s) => s.name !== captured).map((s): MenuItem => ({ label: s.name, detail: t.entries(s.entries), checked: session === s.name, onSelect: () => openSession(s.name) })),
    "separator",
    { label: text.shell.archive.import, icon: FileInput, onSelect: chooseArchive },
    { label: text.shell.archive.export, icon: FileOutput, onSelect: () => save(url("/v1/export", { format: "har", filter: filterOf(query.get()), session })) },
    { label: t.manage, icon: FolderCog, onSelect: () => go("settings", "sessions") },
  ];
  return (
    <Menu items={items}>
      <button
        type="button"
        aria-label={t.label(session || captured)}
        onPointerEnter={read}
        onFocus={read}
        className={cx("inline-flex h-7 max-w-48 shrink-0 items-center gap-1.5 rounded px-1.5 text-sm select-none hover:bg-hover", session ? "bg-info-soft text-info" : "text-muted hover:text-ink")}
      >
        <Database size={14} aria-hidden className="shrink-0" />
        <span className="truncate">{session || captured || t.captured}</span>
        <ChevronDown size={12} aria-hidden className="shrink-0" />
      </button>
    </Menu>
  );
}
