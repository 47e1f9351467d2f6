import { Gauge, SlidersHorizontal } from "lucide-react";
import { useEffect, useState } from "react";
import { getThrottle, setThrottle } from "@/model/act";
import { on } from "@/model/changes";
import { go } from "@/model/route";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { cx, Menu, type MenuItem } from "@/widgets";
import { failed } from "../failed";

const t = text.shell.throttle;

/** Slows everything down as a kind of network would. */
export function ThrottleMenu() {
  const [throttle, set] = useState<Schemas["Throttle"]>();
  useEffect(() => {
    const read = () => void getThrottle().then(set, () => {});
    read();
    const offs = [on("rules", read), on("reset", read)];
    return () => offs.forEach((off) => off());
  }, []);
  const choose = (preset: string) => void setThrottle(preset).then(set, failed);
  const preset = throttle?.preset ?? "";
  const title = throttle?.presets.find((p) => p.name === preset)?.title ?? preset;
  const items = (): MenuItem[] => [
    { heading: t.heading },
    { label: t.none, checked: preset === "", onSelect: () => choose("") },
    ...(throttle?.presets ?? []).map((p): MenuItem => ({ label: p.title, detail: t.figures(p.down, p.latency_ms), checked: preset === p.name, onSelect: () => choose(p.name) })),
    ...(preset === "custom" ? [{ label: t.custom, checked: true } satisfies MenuItem] : []),
    "separator",
    { label: t.rules, icon: SlidersHorizontal, onSelect: () => go("rules", throttle?.group ?? "") },
  ];
  return (
    <Menu items={items} align="end">
      <button
        type="button"
        aria-label={preset ? t.isOn(title) : t.label}
        title={preset ? t.isOn(title) : t.label}
        className={cx("inline-flex h-7 min-w-7 shrink-0 items-center justify-center gap-1.5 rounded px-1.5 text-sm select-none", preset ? "bg-warn-soft text-warn" : "text-muted hover:bg-hover hover:text-ink")}
      >
        <Gauge size={16} strokeWidth={1.9} aria-hidden />
        <span className={cx("max-w-32 truncate", !preset && "max-xl:hidden")}>{preset ? title : t.label}</span>
      </button>
    </Menu>
  );
}
