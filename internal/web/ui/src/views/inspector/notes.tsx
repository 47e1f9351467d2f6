import { Ban, Check } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { mark } from "@/model/act";
import { text } from "@/text";
import { Button, cx, Switch, TextArea, toast, Tooltip } from "@/widgets";
import { failed } from "../failed";
import type { KnownProps } from "./entry";
import { colours, swatch } from "./swatches";

const longest = 4096; // octets of a comment

/** What a person notes about an entry: whether it stays, its colour, a comment. */
export function Notes({ detail: d, session, onChanged }: KnownProps) {
  const t = text.inspector.notes;
  const [comment, setComment] = useState(d.comment);
  const [busy, setBusy] = useState(false);
  const fixed = session !== "";
  const unsaved = comment !== d.comment;
  const over = new TextEncoder().encode(comment).length - longest;
  const change = async (c: Parameters<typeof mark>[1]) => {
    setBusy(true);
    try {
      await mark([d.id], c);
      onChanged();
      return true;
    } catch (e) {
      failed(e);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const save = async () => {
    if (unsaved && over <= 0 && (await change({ comment }))) toast(t.saved);
  };
  const key = (e: KeyboardEvent) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) void save();
    if (e.key === "Escape" && unsaved) {
      e.stopPropagation();
      setComment(d.comment);
    }
  };
  return (
    <div className="flex min-h-0 max-w-2xl flex-1 flex-col gap-3 overflow-auto p-3">
      {fixed && <p className="text-xs text-muted">{t.readOnly}</p>}
      <div className="flex items-center gap-2 text-sm">
        <Switch checked={d.pinned} onChange={(pinned) => void change({ pinned })} label={t.pin} disabled={fixed || busy} />
        <span aria-hidden>{t.pin}</span>
        <span className="text-xs text-muted">{t.pinHint}</span>
      </div>
      <div className="flex items-center gap-1.5">
        <span id="colour-label" className="w-16 text-sm">
          {t.colour}
        </span>
        <div role="group" aria-labelledby="colour-label" className="flex gap-1.5">
          {["", ...colours].map((c) => (
            <Tooltip key={c} text={c ? t.colourOf(c) : t.noColour}>
              <button
                type="button"
                aria-label={c ? t.colourOf(c) : t.noColour}
                aria-pressed={d.colour === c}
                disabled={fixed || busy}
                onClick={() => void change({ colour: c })}
                className={cx("flex size-5 items-center justify-center rounded-full text-[#fff] disabled:opacity-50", c ? swatch[c] : "border border-line-strong text-muted", d.colour === c && "outline-2 outline-offset-1 outline-accent")}
              >
                {d.colour === c && c ? <Check size={12} strokeWidth={3} aria-hidden /> : c ? null : <Ban size={12} aria-hidden />}
              </button>
            </Tooltip>
          ))}
        </div>
      </div>
      <label className="flex min-h-0 flex-col gap-1">
        <span className="text-sm">{t.comment}</span>
        <TextArea value={comment} disabled={fixed} onChange={(e) => setComment(e.target.value)} onKeyDown={key} placeholder={t.placeholder} rows={4} aria-invalid={over > 0 || undefined} />
      </label>
      <div className="flex items-center gap-2">
        <Button kind="primary" disabled={!unsaved || over > 0 || fixed} busy={busy} onClick={() => void save()}>
          {t.save}
        </Button>
        {unsaved && (
          <Button kind="quiet" onClick={() => setComment(d.comment)}>
            {t.revert}
          </Button>
        )}
        <span role="status" className={cx("text-xs", over > 0 ? "text-bad" : "text-muted")}>
          {over > 0 ? t.tooLong(over) : unsaved ? t.unsaved : t.commentHint}
        </span>
      </div>
    </div>
  );
}
