import { useEffect, useState } from "react";
import { waterfall } from "@/model/inspect/waterfall";
import { text } from "@/text";
import { cx, Tooltip } from "@/widgets";
import type { KnownProps } from "./entry";
import { Fact, Facts, Heading } from "./facts";

/** The measured phases on one scale, and what is known of the connections. */
export function Timing({ detail: d }: KnownProps) {
  const t = text.inspector.timing;
  return (
    <div className="grid min-h-0 flex-1 grid-cols-1 content-start gap-x-8 gap-y-4 overflow-auto p-3 @4xl:grid-cols-[minmax(0,3fr)_minmax(16rem,2fr)]">
      <section aria-label={t.title} className="min-w-0">
        <Heading>{t.title}</Heading>
        <Chart detail={d} />
      </section>
      <Connection detail={d} />
    </div>
  );
}

const colours: Record<string, string> = { name: "bg-faint", connect: "bg-info", TLS: "bg-key", request: "bg-accent", wait: "bg-warn", response: "bg-ok" };

function Chart({ detail: d }: Pick<KnownProps, "detail">) {
  const t = text.inspector.timing;
  const u = text.units;
  const active = d.state === "active";
  const now = useNow(active);
  const w = waterfall(d.timings, d.started, active ? now - Date.parse(d.started) : (d.duration_ms ?? 0));
  if (d.timings.length === 0 && !active) return <p className="text-xs text-muted">{t.noneHint}</p>;
  const grid = "grid grid-cols-[6.5rem_minmax(0,1fr)_4.5rem] items-center gap-x-3";
  return (
    <div className="text-xs">
      <div aria-hidden className={cx(grid, "h-4 text-2xs text-faint")}>
        <span />
        <div className="relative h-full">
          {w.ticks.map((tick) => (
            <span key={tick.ms} className={cx("absolute whitespace-nowrap", tick.at > 0.98 ? "-translate-x-full" : tick.at > 0.02 && "-translate-x-1/2")} style={{ left: `${tick.at * 100}%` }}>
              {tick.ms < 0 ? `−${u.duration(-tick.ms)}` : u.duration(tick.ms)}
            </span>
          ))}
        </div>
        <span />
      </div>
      <ol aria-label={t.chart} className="relative">
        {w.bars.map((b, i) => (
          <li key={i} className={cx(grid, "h-6")}>
            <Tooltip text={t.explain(b.name)} side="top">
              <span className="truncate text-muted">{t.phase(b.name)}</span>
            </Tooltip>
            <div className="relative h-full border-x border-line/60">
              {w.ticks.map((tick) => (
                <span key={tick.ms} aria-hidden className="absolute inset-y-0 w-px bg-line/60" style={{ left: `${tick.at * 100}%` }} />
              ))}
              <span
                aria-hidden
                className={cx("absolute top-1.5 h-3 rounded-xs", colours[b.name] ?? "bg-muted")}
                style={{ left: `min(${b.left * 100}%, calc(100% - 2px))`, width: `max(2px, ${b.width * 100}%)` }}
              />
            </div>
            <span className="text-right">{u.duration(b.ms)}</span>
          </li>
        ))}
        <li className={cx(grid, "h-6 border-t font-semibold")}>
          <span>{t.total}</span>
          <span />
          <span className="text-right">{d.duration_ms === null ? t.going : u.duration(d.duration_ms)}</span>
        </li>
      </ol>
      {(d.reused || w.gapMs > 0) && <p className="mt-1 text-2xs text-muted">{d.reused ? t.reused : t.waited(w.gapMs)}</p>}
    </div>
  );
}

/** The time in ms, which goes on while something does. */
function useNow(going: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!going) return;
    setNow(Date.now());
    const often = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(often);
  }, [going]);
  return now;
}

function Connection({ detail: d }: Pick<KnownProps, "detail">) {
  const t = text.inspector.timing;
  const u = text.units;
  return (
    <section aria-label={t.facts} className="min-w-0">
      <Heading>{t.facts}</Heading>
      <Facts>
        <Fact name={t.started}>{u.dateTime(d.started)}</Fact>
        <Fact name={t.accepted}>{d.accepted.startsWith("0001") ? undefined : u.dateTime(d.accepted)}</Fact>
        <Fact name={t.process}>{d.process && [d.process, d.process_id ? t.pid(d.process_id) : ""].filter(Boolean).join(" · ")}</Fact>
        <Fact name={t.processPath} mono>
          {d.process_path}
        </Fact>
        <Fact name={t.client} mono copy={d.client}>
          {d.client}
        </Fact>
        <Fact name={t.entry}>{t.entryWords(d.entry)}</Fact>
        <Fact name={t.server} mono copy={d.server}>
          {d.server}
        </Fact>
        <Fact name={t.protocol}>{d.protocol}</Fact>
        <Fact name={t.upstream}>{d.upstream_protocol && d.upstream_protocol !== d.protocol ? d.upstream_protocol : undefined}</Fact>
        <Fact name={t.stream}>{d.stream_id || undefined}</Fact>
        <Fact name={t.bytes}>{t.upDown(d.request_bytes, d.response_bytes)}</Fact>
        <Fact name={t.clientSettings}>{settings(d.client_settings)}</Fact>
        <Fact name={t.serverSettings}>{settings(d.server_settings)}</Fact>
      </Facts>
    </section>
  );
}

function settings(all: KnownProps["detail"]["client_settings"]) {
  if (!all?.length) return undefined;
  return (
    <ul className="font-mono text-2xs leading-4.5">
      {all.map((s, i) => (
        <li key={i}>
          <span className="text-muted">{s.name || text.inspector.timing.unknownSetting(s.id)}</span> {text.units.count(s.value)}
        </li>
      ))}
    </ul>
  );
}
