import { Square } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { aborted } from "@/model/api";
import { part, work, type Far } from "@/model/settings/work";
import { text } from "@/text";
import { Button, toast } from "@/widgets";
import { failed } from "../failed";

const t = text.settings.capture;

/** Long work of the instance, one at a time. */
export function useWork() {
  const [doing, setDoing] = useState<{ name: string; far: Far }>();
  const stop = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const begin = async (name: string, path: string, options: { query?: Record<string, boolean>; body?: unknown; stopped?: string } = {}): Promise<boolean> => {
    if (stop.current) return false;
    const { signal } = (stop.current = new AbortController());
    setDoing({ name, far: { octets: 0, total: 0 } });
    try {
      await work(path, { query: options.query, body: options.body, signal, progress: (far) => setDoing({ name, far }), ended: t.ended });
      return true;
    } catch (e) {
      if (aborted(e) || signal.aborted) toast(options.stopped ?? t.stopped);
      else failed(e);
      return false;
    } finally {
      stop.current = undefined;
      setDoing(undefined);
    }
  };
  return { doing, begin, stop: () => stop.current?.abort() };
}

/** How far it is, and a way to stop it. */
export function Working({ doing, onStop }: { doing: { name: string; far: Far } | undefined; onStop(): void }) {
  if (!doing) return null;
  const share = part(doing.far);
  return (
    <div role="status" className="flex items-center gap-3 rounded border bg-panel px-3 py-1.5 text-sm">
      <span className="shrink-0">{t.working(doing.name)}</span>
      <div role="progressbar" aria-label={t.working(doing.name)} aria-valuemin={0} aria-valuemax={100} aria-valuenow={share === undefined ? undefined : Math.round(share * 100)} className="h-1.5 min-w-16 flex-1 overflow-hidden rounded-full bg-line">
        {share === undefined ? <div className="progress h-full" /> : <div className="h-full bg-accent" style={{ width: `${share * 100}%` }} />}
      </div>
      <span className="shrink-0 text-xs text-muted tabular-nums">{t.far(doing.far.octets, doing.far.total)}</span>
      <Button icon={Square} onClick={onStop}>
        {t.stop}
      </Button>
    </div>
  );
}
