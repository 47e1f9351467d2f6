import { ClipboardPaste, History as HistoryIcon, PanelBottom, PanelRight, Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { get, post } from "@/model/api";
import { draft, fill, isCommand } from "@/model/compose/draft";
import { emptyForm, formOf, missing, type Form } from "@/model/compose/form";
import { readHistory, remember, type Past } from "@/model/compose/history";
import { run, startRun, stopRun } from "@/model/compose/run";
import { useKeys } from "@/model/keys";
import { useLoaded } from "@/model/loaded";
import { present } from "@/model/message/fields";
import { preference, usePreference } from "@/model/preferences";
import { go } from "@/model/route";
import { useStore } from "@/model/store";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Button, Failure, IconButton, Loading, Notice, Page, Split, toast } from "@/widgets";
import type { PageProps } from "../contract";
import { failed } from "../failed";
import { HistoryList } from "./history";
import { Options } from "./options";
import { Parts } from "./parts";
import { PasteDialog } from "./paste";
import { RequestLine } from "./requestline";
import { Results } from "./results";

const t = text.compose;

/** A request that somebody writes, or changes and sends again. */
export default function Compose({ query, onClose }: PageProps) {
  const id = Number(query.get("from")) || 0;
  const session = query.get("session") ?? "";
  const from = id ? `${id} ${session}`.trim() : "";
  const { form, notes, from: filled } = useStore(draft);
  const going = useStore(run)?.going ?? false;
  const [kept, setKept] = usePreference<Past[]>("compose.history", noPast);
  const [withHistory, setWithHistory] = usePreference("compose.showHistory", true);
  const [historyWidth, setHistoryWidth] = usePreference("compose.historyWidth", 240);
  const [right, setRight] = usePreference("compose.right", true);
  const [width, setWidth] = usePreference("compose.width", 560);
  const [height, setHeight] = usePreference("compose.height", 320);
  const [rules, setRules] = usePreference("compose.rules", true);
  const [times, setTimes] = useState(1);
  const [pauseMS, setPauseMS] = useState(0);
  const [pasting, setPasting] = useState(false);
  const urlBox = useRef<HTMLInputElement>(null);

  const wanted = from && from !== filled ? from : "";
  const loading = useLoaded(wanted, (signal) => get<Schemas["Compose"]>(`/v1/exchanges/${id}/compose`, { query: { session }, signal }));
  useEffect(() => {
    if (wanted && loading.value) fill({ ...formOf(loading.value), of: id, session }, wanted, loading.value.body_note ? [loading.value.body_note] : []);
  }, [wanted, loading.value]);

  const change = (next: Form) => draft.set((was) => ({ ...was, form: next }));
  const wrong = missing(form);
  const send = () => {
    if (going) return;
    if (wrong) {
      toast(t.missing[wrong], { tone: "bad" });
      return urlBox.current?.focus();
    }
    setKept(remember(readHistory(preference<unknown>("compose.history", [])), { ...form, fields: present(form.fields) }, new Date().toISOString()));
    void startRun(form, { times, pauseMS, rules }).then((done) => done.failed && failed(done.failed));
  };
  const fresh = () => {
    fill(emptyForm);
    if (from) go("compose");
    urlBox.current?.focus();
  };
  const read = async (command: string) => {
    const parsed = await post<Schemas["ComposeParsed"]>("/v1/compose/parse", { text: command });
    fill(formOf(parsed), from, parsed.notes);
    setPasting(false);
  };
  useKeys({
    title: t.title,
    bindings: [
      { keys: ["Mod+Enter"], label: t.send, run: send },
      { keys: ["n"], label: t.fresh, run: fresh },
    ],
  });

  const actions = (
    <>
      <Button kind="quiet" icon={Plus} onClick={fresh}>
        {t.fresh}
      </Button>
      <Button kind="quiet" icon={ClipboardPaste} onClick={() => setPasting(true)}>
        {t.paste}
      </Button>
      <IconButton icon={HistoryIcon} label={t.showHistory} pressed={withHistory} onClick={() => setWithHistory(!withHistory)} />
      <IconButton icon={right ? PanelBottom : PanelRight} label={right ? t.layout.below : t.layout.right} onClick={() => setRight(!right)} />
    </>
  );
  const editor = (
    <section aria-label={t.request} className="flex min-h-0 flex-1 flex-col">
      <RequestLine
        form={form}
        onChange={change}
        onPaste={(pasted) => (isCommand(pasted) ? (void read(pasted).catch(failed), true) : false)}
        onSend={send}
        onStop={stopRun}
        going={going}
        times={times}
        urlBox={urlBox}
      />
      {notes.length > 0 && (
        <Notice actions={<Button onClick={() => draft.set((was) => ({ ...was, notes: [] }))}>{text.common.close}</Button>}>
          {t.noted} {notes.join(" ")}
        </Notice>
      )}
      {wanted && !loading.value ? (
        loading.error ? (
          <Failure title={t.loadFailed} hint={String((loading.error as Error).message)} actions={<Button onClick={loading.reload}>{text.common.retry}</Button>} />
        ) : (
          <Loading label={t.loading} />
        )
      ) : (
        <Parts form={form} onChange={change} onSend={send} />
      )}
      <Options form={form} onChange={change} rules={rules} onRules={setRules} times={times} onTimes={setTimes} pauseMS={pauseMS} onPause={setPauseMS} />
    </section>
  );
  const past = readHistory(kept);
  return (
    <Page title={t.title} backLabel={text.common.back} onClose={onClose} actions={actions} scroll={false}>
      <Split
        direction="row"
        size={historyWidth}
        onSize={setHistoryWidth}
        min={160}
        rest={480}
        label={t.splitHistory}
        first={withHistory && <HistoryList past={past} onChange={setKept} onOpen={(f) => fill(f)} />}
        second={
          <Split
            direction={right ? "row" : "column"}
            sized="second"
            size={right ? width : height}
            onSize={right ? setWidth : setHeight}
            min={right ? 280 : 120}
            rest={right ? 360 : 200}
            label={t.splitResult}
            first={editor}
            second={<Results onSide={setRight} right={right} />}
          />
        }
      />
      {pasting && <PasteDialog onRead={read} onClose={() => setPasting(false)} />}
    </Page>
  );
}

const noPast: Past[] = [];
