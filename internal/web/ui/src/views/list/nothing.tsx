import { CircleDot, ListFilter, Radio, TriangleAlert } from "lucide-react";
import type { FeedState } from "@/model/list/feed";
import { href } from "@/model/route";
import { status } from "@/model/status";
import { useStore } from "@/model/store";
import { askedFor, query } from "@/model/traffic";
import { text } from "@/text";
import { Button, CopyButton, Empty, Failure, Loading } from "@/widgets";
import { record } from "../shell/recording";

const t = text.list;

const everything = () => query.set((q) => ({ ...q, search: "", scope: "", scopeName: "", pills: {} }));

/** What stands in place of rows when there are none: why, and what to do. */
export function Nothing({ state, recording, onRetry }: { state: FeedState; recording: boolean; onRetry(): void }) {
  const q = useStore(query);
  const s = useStore(status);
  const filter = askedFor(q);
  if (state.error) {
    const suggest = state.error.form.suggest;
    return (
      <Failure
        title={state.error.message || t.failedTitle}
        hint={state.error.hint}
        actions={
          <>
            {suggest && <Button onClick={() => query.set((was) => ({ ...was, search: suggest }))}>{suggest}</Button>}
            {filter && <Button onClick={everything}>{t.clearFilter}</Button>}
            <Button onClick={onRetry}>{text.common.retry}</Button>
          </>
        }
      />
    );
  }
  if (!state.loaded || !state.complete) return <Loading label={text.common.loading} />;
  if (filter)
    return (
      <Empty icon={ListFilter} title={t.noneTitle} actions={<Button onClick={everything}>{t.clearFilter}</Button>}>
        <code className="font-mono text-xs break-all">{filter}</code>
        {state.unsearched > 0 && <p className="mt-1">{t.noneSearching(state.unsearched)}</p>}
      </Empty>
    );
  if (!recording)
    return (
      <Empty
        icon={CircleDot}
        title={t.offTitle}
        actions={
          <Button kind="primary" onClick={() => void record(true)}>
            {t.turnOn}
          </Button>
        }
      >
        {t.offHint}
      </Empty>
    );
  if (s?.capture.fault)
    return (
      <Empty icon={TriangleAlert} title={t.paused}>
        <p>{s.capture.fault.message}</p>
        <p>{s.capture.fault.hint}</p>
      </Empty>
    );
  return <FirstRun proxy={s?.proxy ?? ""} />;
}

function FirstRun({ proxy }: { proxy: string }) {
  return (
    <Empty
      icon={Radio}
      title={t.firstTitle}
      actions={
        <a href={href("setup")} className="inline-flex h-7 items-center rounded border border-transparent bg-accent px-2.5 font-medium text-accent-ink hover:no-underline hover:brightness-110">
          {t.firstSetup}
        </a>
      }
    >
      <p className="mt-1">{t.firstProxy}</p>
      <Command text={proxy} />
      <p className="mt-3">{t.firstRun}</p>
      <Command text={t.firstCommand} />
    </Empty>
  );
}

function Command({ text: command }: { text: string }) {
  return (
    <p className="mt-1.5 inline-flex items-center gap-1 rounded border bg-sunken py-0.5 pr-0.5 pl-3 font-mono text-xs text-ink">
      {command}
      <CopyButton text={command} label={text.common.copy} doneLabel={text.common.copied} />
    </p>
  );
}
