import { Download, ShieldCheck, ShieldQuestion, ShieldX } from "lucide-react";
import { command } from "@/model/settings/command";
import { useLive } from "@/model/settings/live";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Badge, Command, cx, Notice, type Tone } from "@/widgets";
import { Facts, Held, Section } from "./parts";

const t = text.settings.ca;
const day = 86_400_000;

/** The root: facts, where its key is, who trusts it. Nothing here changes any of it. */
export function CA() {
  const loaded = useLive<Schemas["Authority"]>("/v1/ca");
  return <Held of={loaded}>{(ca) => <Authority ca={ca} />}</Held>;
}

function Authority({ ca }: { ca: Schemas["Authority"] }) {
  const left = new Date(ca.not_after).getTime() - Date.now();
  const [from, to] = [text.units.date(ca.not_before), text.units.date(ca.not_after)];
  return (
    <>
      <p className="pb-3 text-sm text-muted">{t.intro}</p>
      <div className="flex flex-col gap-2 pb-2 empty:hidden">
        {ca.warning && <Notice tone="warn">{ca.warning}</Notice>}
        {ca.notice && <Notice tone="warn">{ca.notice}</Notice>}
        {left < 60 * day && <Notice tone="warn">{t.soon} <code className="font-mono text-xs">{command("ca rotate", ca.file)}</code></Notice>}
      </div>
      <Section
        title={t.root}
        actions={
          <a href="/root.pem" download="rockxy-root.pem" className="inline-flex items-center gap-1 text-sm">
            <Download size={13} aria-hidden />
            {t.download}
          </a>
        }
      >
        <Facts
          facts={[
            { name: t.subject, value: ca.subject, copy: ca.subject },
            { name: t.fingerprint, value: ca.fingerprint, copy: ca.fingerprint, mono: true },
            { name: t.key, value: ca.key_sha256, copy: ca.key_sha256, mono: true },
            { name: t.serial, value: ca.serial, copy: ca.serial, mono: true },
            { name: t.valid, value: left > 0 ? t.validity(from, to, text.settings.left(left)) : <span className="text-bad">{t.validityEnded(from, to)}</span> },
            { name: t.onlyFor, value: ca.only_for.length ? ca.only_for.join(", ") : t.anyName },
            { name: t.file, value: ca.file, copy: ca.file, mono: true },
          ]}
        />
      </Section>
      <Section title={t.stores}>
        {ca.problem && (
          <Notice tone="warn">
            {t.problem}: {ca.problem}
          </Notice>
        )}
        <Stores stores={ca.stores} />
        <div className="flex flex-col gap-1.5 pt-1">
          <Told title={t.trust} command={command("trust", ca.file)} />
          <Told title={t.untrust} command={command("untrust", ca.file)} />
        </div>
      </Section>
      <Section title={t.custody} hint={`${ca.hardware_bound ? t.bound : t.unbound} ${ca.signing_ms ? t.signing(ca.signing_ms) : ""}`}>
        <Trail trail={ca.custody_trail} />
        <Told title={t.rotate} command={command("ca rotate", ca.file)} />
      </Section>
      {ca.retired.length > 0 && (
        <Section title={t.retired} hint={t.retiredHint}>
          <ul className="border-t">
            {ca.retired.map((r) => (
              <li key={r.sha256} className="flex min-h-7 items-center gap-3 border-b text-xs">
                <code className="min-w-0 flex-1 font-mono select-text [overflow-wrap:anywhere]">{r.sha256}</code>
                <span className="shrink-0 text-muted">{t.retiredUntil(text.units.date(r.not_after))}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Told({ title, command: line }: { title: string; command: string }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
      <span className="w-44 shrink-0 text-muted">{title}</span>
      <Command text={line} copyLabel={t.copyCommand} copiedLabel={text.settings.copied} className="min-w-64 flex-1" />
    </div>
  );
}

const states: Record<string, { tone: Tone; icon: typeof ShieldCheck; ink: string }> = {
  trusted: { tone: "ok", icon: ShieldCheck, ink: "text-ok" },
  refused: { tone: "bad", icon: ShieldX, ink: "text-bad" },
  stale: { tone: "warn", icon: ShieldX, ink: "text-warn" },
  absent: { tone: "neutral", icon: ShieldX, ink: "text-muted" },
  unknown: { tone: "neutral", icon: ShieldQuestion, ink: "text-muted" },
};

function Stores({ stores }: { stores: Schemas["TrustStore"][] }) {
  if (stores.length === 0) return <p className="text-sm text-muted">{t.noStores}</p>;
  return (
    <ul className="border-t" aria-label={t.stores}>
      {stores.map((s, i) => {
        const { tone, icon: Icon, ink } = states[s.state] ?? states.unknown!;
        return (
          <li key={i} className="flex items-start gap-2.5 border-b py-1.5 text-xs">
            <Icon size={15} aria-hidden className={cx("mt-px shrink-0", ink)} />
            <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              <p className="text-sm">{s.name}</p>
              {s.state !== "trusted" && <p className="text-muted">{[s.text, s.hint].filter(Boolean).join(": ")}</p>}
            </div>
            <Badge tone={tone}>{t.state(s.state)}</Badge>
          </li>
        );
      })}
    </ul>
  );
}

/** Which keepers of the key were looked at, and why the last one was taken. */
function Trail({ trail }: { trail: Schemas["Keeper"][] }) {
  return (
    <ol className="border-t" aria-label={t.trail}>
      {trail.map((k, i) => (
        <li key={i} className="flex items-start gap-2.5 border-b py-1.5 text-xs">
          <span className="w-16 shrink-0">
            <Badge tone={k.taken ? "ok" : "neutral"}>{k.taken ? t.taken : t.passed}</Badge>
          </span>
          <span className={cx("w-40 shrink-0 text-sm", k.taken && "font-medium")}>{t.keeper(k.keeper)}</span>
          <div className="min-w-0 flex-1 pt-px [overflow-wrap:anywhere]">
            <p>{k.why}</p>
            {k.hint && <p className="text-muted">{k.hint}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
