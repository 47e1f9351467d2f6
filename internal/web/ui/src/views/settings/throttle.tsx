import { SlidersHorizontal } from "lucide-react";
import { setThrottle } from "@/model/act";
import { href } from "@/model/route";
import { useLive } from "@/model/settings/live";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { cx } from "@/widgets";
import { failed } from "../failed";
import { Held, Section } from "./parts";

const t = text.settings.throttle;

/** Which network everything is slowed down to. */
export function Throttle() {
  const loaded = useLive<Schemas["Throttle"]>("/v1/throttle", "rules");
  const choose = (preset: string) => void setThrottle(preset).then(loaded.reload, failed);
  return (
    <Held of={loaded}>
      {({ preset, presets, group }) => (
        <Section
          title={t.choose}
          hint={t.intro}
          actions={
            preset && (
              <a href={href("rules", group)} className="inline-flex items-center gap-1 text-sm">
                <SlidersHorizontal size={13} aria-hidden />
                {t.rules}
              </a>
            )
          }
        >
          <div className="overflow-x-auto">
            <table className="w-full text-xs tabular-nums">
              <thead>
                <tr className="h-6 border-b text-left text-muted">
                  <th scope="col" className="pl-1.5 font-medium">
                    {t.name}
                  </th>
                  {[t.down, t.up, t.latency, t.jitter, t.loss].map((name) => (
                    <th key={name} scope="col" className="pr-1.5 pl-4 text-right font-medium">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                <Row name="" title={t.none} chosen={preset === ""} onChoose={choose} />
                {presets.map((p) => (
                  <Row key={p.name} name={p.name} title={p.title} chosen={preset === p.name} onChoose={choose} preset={p} />
                ))}
                {preset === "custom" && <Row name="custom" title={t.custom} chosen onChoose={() => {}} />}
              </tbody>
            </table>
          </div>
        </Section>
      )}
    </Held>
  );
}

function Row({ name, title, chosen, onChoose, preset }: { name: string; title: string; chosen: boolean; onChoose(name: string): void; preset?: Schemas["ThrottlePreset"] }) {
  const figures = preset && [t.rate(preset.down), t.rate(preset.up), t.delay(preset.latency_ms), t.delay(preset.jitter_ms), t.share(preset.loss)];
  return (
    <tr className={cx("h-7 border-b", chosen ? "bg-selected" : "hover:bg-hover")}>
      <th scope="row" className="text-left font-normal">
        <label className="flex h-7 items-center gap-2 px-1.5 text-sm">
          <input type="radio" name="throttle" checked={chosen} onChange={() => onChoose(name)} className="size-3.5 accent-accent" />
          {title}
        </label>
      </th>
      {figures ? (
        figures.map((f, i) => (
          <td key={i} className="pr-1.5 pl-4 text-right whitespace-nowrap">
            {f}
          </td>
        ))
      ) : (
        <td colSpan={5} />
      )}
    </tr>
  );
}
