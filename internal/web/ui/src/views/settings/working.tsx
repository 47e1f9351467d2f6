import { Square } from "lucide-react";
import { begin, job, part } from "@/model/settings/work";
import { useStore } from "@/model/store";
import { text } from "@/text";
import { Button, toast } from "@/widgets";
import { failed } from "../failed";

const t = text.settings.capture;

/** Has the instance do long work, and says how it ended. Whether it is done. */
export async function workOn(name: string, path: string, options: { query?: Record<string, boolean>; body?: unknown; stopped?: string } = {}): Promise<boolean> {
  const { stopped = t.stopped, ...rest } = options;
  try {
    if ((await begin(name, path, { ...rest, ended: t.ended })) === "done") return true;
    toast(stopped);
  } catch (e) {
    failed(e);
  }
  return false;
}

/** Whether something is worked on. */
export const useWorking = (): boolean => useStore(job, (j) => j !== undefined);

/** How far it is, and a way to stop it. */
export function Working() {
  const doing = useStore(job);
  if (!doing) return null;
  const share = part(doing.far);
  return (
    <div role="status" className="mb-2 flex items-center gap-3 rounded border bg-panel px-3 py-1.5 text-sm">
      <span className="shrink-0">{t.working(doing.name)}</span>
      <div
        role="progressbar"
        aria-label={t.working(doing.name)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
        className="h-1.5 min-w-16 flex-1 overflow-hidden rounded-full bg-line"
      >
        {share === undefined ? <div className="progress h-full" /> : <div className="h-full bg-accent" style={{ width: `${share * 100}%` }} />}
      </div>
      <span className="shrink-0 text-xs text-muted tabular-nums">{t.far(doing.far.octets, doing.far.total)}</span>
      <Button icon={Square} onClick={doing.stop}>
        {t.stop}
      </Button>
    </div>
  );
}
