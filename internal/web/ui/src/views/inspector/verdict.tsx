import { CircleHelp, Lock, PlugZap, ShieldOff, Unplug, type LucideIcon } from "lucide-react";
import { bypassOf } from "@/model/inspect/verdict";
import { href } from "@/model/route";
import { quoted } from "@/model/traffic";
import { text } from "@/text";
import { cx } from "@/widgets";
import { Bypass } from "./bypass";
import type { KnownProps } from "./entry";
import { Fact, Facts, Heading } from "./facts";
import { Listed } from "./listed";

const icons: Record<string, LucideIcon> = { pinned: Lock, "untrusted-ca": ShieldOff, protocol: PlugZap, "client-certificate": Lock, network: Unplug, unsure: CircleHelp };

/** What was decided about a connection that was not read, why, and what can be done. */
export function Verdict(props: KnownProps) {
  const { detail: d, onFilter } = props;
  const t = text.inspector.verdict;
  const failure = d.kind === "handshake-failure";
  const Icon = icons[d.verdict] ?? ShieldOff;
  const offered = bypassOf(d);
  const bad = failure && d.verdict !== "network";
  return (
    <div className="grid min-h-0 flex-1 grid-cols-1 content-start gap-x-8 gap-y-4 overflow-auto p-3 @3xl:grid-cols-[minmax(0,3fr)_minmax(16rem,2fr)]">
      <div className="flex min-w-0 flex-col gap-4">
        <div className="flex items-start gap-3">
          <span aria-hidden className={cx("flex size-8 shrink-0 items-center justify-center rounded-full", bad ? "bg-warn-soft text-warn" : "bg-info-soft text-info")}>
            <Icon size={17} />
          </span>
          <div className="min-w-0">
            <h3 className="text-lg font-semibold">{t.words(d.verdict)}</h3>
            <p className="max-w-prose text-sm text-muted">{t.means(d.verdict) === d.verdict ? t.passedHint : t.means(d.verdict)}</p>
          </div>
        </div>
        {offered !== "none" && <Bypass {...props} remedy={offered === "remedy"} />}
        {d.verdict === "bypass" && !props.session && <Listed {...props} />}
        <div className="flex flex-wrap gap-4">
          {d.verdict === "untrusted-ca" && (
            <a href={href("setup")} className="text-sm">
              {t.openSetup}
            </a>
          )}
          {(d.verdict === "bypass" || offered !== "none") && (
            <a href={href("settings")} className="text-sm">
              {t.openPolicy}
            </a>
          )}
          {d.host && (
            <button type="button" className="text-sm text-accent underline-offset-2 hover:underline" onClick={() => onFilter(`host:${quoted(d.host)}`)}>
              {t.findAll}
            </button>
          )}
        </div>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {d.reasons.length > 0 && (
          <section aria-label={t.reasons}>
            <Heading>{t.reasons}</Heading>
            <ul className="list-disc pl-4 text-xs leading-5 marker:text-faint">
              {d.reasons.map((r, i) => (
                <li key={i} className="wrap-anywhere">
                  {r}
                </li>
              ))}
            </ul>
          </section>
        )}
        <Evidence {...props} />
      </div>
    </div>
  );
}

function Evidence({ detail: d }: KnownProps) {
  const t = text.inspector.verdict;
  const failure = d.kind === "handshake-failure";
  const u = text.units;
  return (
    <section aria-label={t.evidence} className="min-w-0">
      <Heading>{t.evidence}</Heading>
      <Facts>
        <Fact name={t.host} mono copy={d.host}>
          {d.host}
        </Fact>
        <Fact name={t.client}>
          {d.process && <span>{d.process} </span>}
          <span className="font-mono">{d.client}</span>
        </Fact>
        <Fact name={t.sni} mono copy={d.sni}>
          {d.sni || <span className="font-sans text-faint">{t.noSNI}</span>}
        </Fact>
        <Fact name={t.ja4} mono copy={d.ja4}>
          {d.ja4}
        </Fact>
        {failure && <Fact name={t.ending}>{d.ending && t.endingWords(d.ending)}</Fact>}
        {d.alert !== undefined && (
          <Fact name={t.alert}>
            <span className="font-mono">{t.alertWords(d.alert, d.alert_name ?? "")}</span>
          </Fact>
        )}
        {failure && <Fact name={t.moment}>{d.moment && t.momentWords(d.moment)}</Fact>}
        {!failure && <Fact name={t.octets}>{text.inspector.timing.upDown(d.request_bytes, d.response_bytes)}</Fact>}
        <Fact name={t.server} mono>
          {d.server}
        </Fact>
        <Fact name={t.entry}>{text.inspector.timing.entryWords(d.entry)}</Fact>
        <Fact name={text.inspector.timing.started}>{u.dateTime(d.started)}</Fact>
        <Fact name={text.inspector.timing.took}>{d.duration_ms === null ? text.inspector.timing.going : u.duration(d.duration_ms)}</Fact>
      </Facts>
      {d.client_certificate_asked && <p className="mt-1 text-xs">{t.asks}</p>}
    </section>
  );
}
