import { FileBadge } from "lucide-react";
import { useState } from "react";
import { get } from "@/model/api";
import { useLoaded } from "@/model/loaded";
import { foundLeaves } from "@/model/settings/issued";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Button, Empty, Input } from "@/widgets";
import { Held } from "./parts";

const t = text.settings.issued;
const first = 200;
const most = 10_000;

/** The certificates that were issued for hosts. */
export function Issued() {
  const [limit, setLimit] = useState(first);
  const [search, setSearch] = useState("");
  const loaded = useLoaded("issued", (signal) => get<Schemas["IssuedList"]>("/v1/issued", { query: { limit }, signal }));
  const older = () => {
    setLimit(most);
    setTimeout(loaded.reload);
  };
  return (
    <>
      <p className="pb-2 text-sm text-muted">{t.intro}</p>
      <Held of={loaded}>
        {({ issued }) => {
          if (issued.length === 0)
            return (
              <Empty icon={FileBadge} title={t.none}>
                {t.noneHint}
              </Empty>
            );
          const shown = foundLeaves(issued, search);
          return (
            <>
              <div className="flex flex-wrap items-center gap-3 pb-2">
                <Input type="search" aria-label={t.search} placeholder={t.search} value={search} onChange={(e) => setSearch(e.target.value)} className="max-w-80" />
                <span role="status" className="text-xs text-muted">
                  {shown.length ? t.shown(shown.length, issued.length) : t.nothing}
                </span>
              </div>
              <Table leaves={shown.slice(0, 1000)} />
              {issued.length >= limit && limit < most && (
                <div className="py-2">
                  <Button busy={loaded.busy} onClick={older}>
                    {t.more}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </Held>
    </>
  );
}

function Table({ leaves }: { leaves: readonly Schemas["IssuedLeaf"][] }) {
  return (
    <div className="overflow-x-auto" role="region" aria-label={t.table} tabIndex={0}>
      <table className="w-full text-xs whitespace-nowrap">
        <thead>
          <tr className="h-6 border-b text-left text-muted">
            {[t.time, t.names, t.client, t.serial, t.ends].map((name) => (
              <th key={name} scope="col" className="pr-4 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {leaves.map((l) => (
            <tr key={l.serial} className="h-6 border-b hover:bg-hover">
              <td className="pr-4 text-muted tabular-nums">{text.units.dateTime(l.time).slice(0, 19)}</td>
              <td className="max-w-80 truncate pr-4 font-mono select-text" title={l.names.join(", ")}>
                {l.names.join(", ")}
              </td>
              <td className="max-w-52 truncate pr-4" title={l.client}>
                {l.client}
              </td>
              <td className="max-w-40 truncate pr-4 font-mono text-muted select-text" title={l.serial}>
                {l.serial}
              </td>
              <td className="text-muted tabular-nums">{text.units.minute(l.not_after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
