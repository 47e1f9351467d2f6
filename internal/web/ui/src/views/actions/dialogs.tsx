import { useState } from "react";
import type { Entries } from "@/model/act";
import { createStore, useStore } from "@/model/store";
import { text } from "@/text";
import { Button, Dialog, Field, Input, TextArea } from "@/widgets";
import { note, sendAgain } from "./deal";

type Question = { kind: "comment"; ids: readonly number[]; was: string } | { kind: "replay"; entries: Entries };

const asked = createStore<Question | null>(null);

/** Opens the dialog of an action that needs to know more. */
export const ask = (q: Question): void => asked.set(q);

const t = text.actions;

/** Where these dialogs are: once, in the shell. */
export function ActionDialogs() {
  const q = useStore(asked);
  const close = () => asked.set(null);
  if (q?.kind === "comment") return <CommentDialog ids={q.ids} was={q.was} onClose={close} />;
  if (q?.kind === "replay") return <ReplayDialog entries={q.entries} onClose={close} />;
  return null;
}

function CommentDialog({ ids, was, onClose }: { ids: readonly number[]; was: string; onClose(): void }) {
  const [comment, setComment] = useState(was);
  const save = () => {
    void note(ids, { comment: comment.trim() });
    onClose();
  };
  return (
    <Dialog
      title={t.commentTitle(ids.length)}
      closeLabel={text.common.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button kind="primary" onClick={save}>
            {text.common.save}
          </Button>
        </>
      }
    >
      <Field label={t.commentLabel} hint={t.commentHint}>
        {(c) => (
          <TextArea
            {...c}
            autoFocus
            rows={4}
            maxLength={4000}
            value={comment}
            onChange={(e) => setComment(e.target.value)}
            onKeyDown={(e) => {
              if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) save();
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}

function ReplayDialog({ entries, onClose }: { entries: Entries; onClose(): void }) {
  const [times, setTimes] = useState("10");
  const [pause, setPause] = useState("0");
  const n = Number(times);
  const ms = Number(pause);
  const good = Number.isInteger(n) && n >= 1 && n <= 1000 && Number.isInteger(ms) && ms >= 0;
  const send = () => {
    if (!good) return;
    void sendAgain(entries, n, ms);
    onClose();
  };
  return (
    <Dialog
      title={t.replayTitle(entries.ids.length)}
      closeLabel={text.common.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button kind="primary" disabled={!good} onClick={send}>
            {t.send}
          </Button>
        </>
      }
    >
      <form
        className="grid grid-cols-2 gap-3"
        onSubmit={(e) => {
          e.preventDefault();
          send();
        }}
      >
        <Field label={t.times} hint={t.timesHint}>
          {(c) => <Input {...c} autoFocus type="number" min={1} max={1000} value={times} onChange={(e) => setTimes(e.target.value)} />}
        </Field>
        <Field label={t.pause}>{(c) => <Input {...c} type="number" min={0} value={pause} onChange={(e) => setPause(e.target.value)} />}</Field>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
