import { ArrowLeftRight, Download, Pin, PinOff, RotateCw, Trash2 } from "lucide-react";
import { useEffect } from "react";
import { exportURL, type Entries } from "@/model/act";
import { get } from "@/model/api";
import { on } from "@/model/changes";
import { idFilter, several } from "@/model/inspect/several";
import { useLoaded } from "@/model/loaded";
import { quoted } from "@/model/traffic";
import type { Flow, RowWindow } from "@/model/types";
import { text } from "@/text";
import { Badge, Button, cx, Loading, Tooltip, type Tone } from "@/widgets";
import type { InspectorProps } from "../contract";
import { compare, deleteSoon, note, save, sendAgain } from "../actions";
import { Dock } from "./dock";
import { Fact, Facts } from "./facts";
import { colours, swatch } from "./swatches";

const most = 500; // entries of which figures are made
const soon = 500; // ms between two readings

/** Several entries: what they are together, and what can be done with all of them. */
export function Several(props: InspectorProps & { ids: ReadonlySet<number> }) {
  const t = text.inspector.several;
  const ids = [...props.ids].sort((a, b) => a - b);
  const filter = idFilter(ids.slice(0, most));
  const { value, reload } = useLoaded(`${props.session} ${filter}`, (signal) => get<RowWindow>("/v1/exchanges", { query: { filter, limit: most, session: props.session }, signal }));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const off = on("list", (c) => {
      if (!c.many && !c.changed.some((id) => props.ids.has(id))) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        reload();
      }, soon);
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [props.ids, reload]);
  return (
    <>
      <header className="flex h-8 shrink-0 items-center gap-2 border-b bg-panel pr-1 pl-3">
        <h2 className="text-sm font-semibold">{t.title(ids.length)}</h2>
        <div className="ml-auto flex items-center">
          <Dock {...props} />
        </div>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto p-3">
        <Actions {...props} all={{ ids, session: props.session }} rows={value?.rows} />
        {value ? <Figures rows={value.rows} onFilter={props.onFilter} cut={ids.length > most} /> : <Loading label={text.common.loading} />}
      </div>
    </>
  );
}

function Actions({ all, rows }: InspectorProps & { all: Entries; rows: readonly Flow[] | undefined }) {
  const t = text.inspector.several;
  const pinned = rows !== undefined && rows.length > 0 && rows.every((r) => r.pinned);
  const fixed = all.session !== "";
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {all.ids.length === 2 && (
        <Button icon={ArrowLeftRight} onClick={() => compare(all.ids[0]!, all.ids[1]!)}>
          {t.compare}
        </Button>
      )}
      <Button icon={RotateCw} onClick={() => void sendAgain(all)}>
        {t.replay}
      </Button>
      <Button icon={Download} onClick={() => save(exportURL(all, "har", true))}>
        {t.exportHAR}
      </Button>
      {!fixed && (
        <>
          <Button icon={pinned ? PinOff : Pin} onClick={() => void note(all.ids, { pinned: !pinned })}>
            {pinned ? t.unpin : t.pin}
          </Button>
          <Button icon={Trash2} kind="danger" onClick={() => deleteSoon(all.ids)}>
            {t.delete}
          </Button>
          <div role="group" aria-label={t.colour} className="ml-1 flex items-center gap-1">
            {["", ...colours].map((c) => {
              const label = c ? text.inspector.notes.colourOf(c) : text.inspector.notes.noColour;
              return (
                <Tooltip key={c} text={label}>
                  <button type="button" aria-label={label} onClick={() => void note(all.ids, { colour: c })} className={cx("size-4 rounded-full", c ? swatch[c] : "border border-line-strong")} />
                </Tooltip>
              );
            })}
          </div>
        </>
      )}
    </div>
  );
}

const tones: Record<string, Tone> = { "": "neutral", "1": "info", "2": "ok", "3": "info", "4": "warn", "5": "bad" };
const fewHosts = 12;

function Figures({ rows, onFilter, cut }: { rows: readonly Flow[]; onFilter(e: string): void; cut: boolean }) {
  const t = text.inspector.several;
  const u = text.units;
  const s = several(rows);
  return (
    <div className="grid grid-cols-1 gap-x-8 gap-y-3 @2xl:grid-cols-2">
      <Facts>
        <Fact name={t.requests}>{u.bytes(s.requestBytes)}</Fact>
        <Fact name={t.responses}>{u.bytes(s.responseBytes)}</Fact>
        <Fact name={t.span}>{u.duration(s.spanMs)}</Fact>
        <Fact name={t.busy}>{u.duration(s.busyMs)}</Fact>
        <Fact name={t.slowest}>{u.duration(s.slowestMs)}</Fact>
        <Fact name={t.failed}>{s.failed > 0 && u.count(s.failed)}</Fact>
        <Fact name={t.active}>{s.active > 0 && u.count(s.active)}</Fact>
        <Fact name={t.statuses}>
          <span className="flex flex-wrap gap-1 py-0.5">
            {s.statuses.map(([digit, n]) => (
              <Badge key={digit} tone={tones[digit] ?? "neutral"}>
                {digit ? `${digit}xx` : t.noStatus} {u.count(n)}
              </Badge>
            ))}
          </span>
        </Fact>
      </Facts>
      <Facts>
        <Fact name={t.hosts}>
          <ul>
            {s.hosts.slice(0, fewHosts).map(([host, n]) => (
              <li key={host} className="flex gap-2">
                <button type="button" title={t.onlyHost(host)} className="min-w-0 truncate font-mono hover:underline" onClick={() => onFilter(`host:${quoted(host)}`)}>
                  {host}
                </button>
                <span className="text-muted">{u.count(n)}</span>
              </li>
            ))}
            {s.hosts.length > fewHosts && <li className="text-muted">{t.moreHosts(s.hosts.length - fewHosts)}</li>}
          </ul>
        </Fact>
      </Facts>
      {cut && <p className="text-2xs text-muted">{t.many(rows.length)}</p>}
    </div>
  );
}
