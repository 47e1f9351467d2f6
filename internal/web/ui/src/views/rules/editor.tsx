import { Ellipsis, FlaskConical, Save } from "lucide-react";
import { useMemo, useState } from "react";
import { useKeys } from "@/model/keys";
import { usePreference } from "@/model/preferences";
import { go } from "@/model/route";
import { freeName } from "@/model/rules/arrange";
import { changeForm, changeGroup, changeText, discard, isNew, keepMine, newDraft, readDraft, save, unsaved, type Draft, type Group } from "@/model/rules/drafts";
import { scalarText } from "@/model/rules/value";
import { text } from "@/text";
import { Button, cx, IconButton, Menu, Notice, Split, Tabs, toast } from "@/widgets";
import { failed } from "../failed";
import { FormView } from "./formview";
import { GroupField } from "./groupfield";
import { Problems } from "./problems";
import { removeRule } from "./remove";
import { TextView } from "./textview";
import { Trial } from "./trial";

const t = text.rules;

/** One rule, or the file of a group, while it is edited: as a form or as text, which say the same. */
export function Editor({ id, draft, group, groups, at }: { id: string; draft: Draft; group: Group | undefined; groups: readonly Group[]; at?: { line: number; column: number } }) {
  const [view, setView] = usePreference<"form" | "text">("rules.view", "form");
  const [trying, setTrying] = usePreference("rules.trying", false);
  const [height, setHeight] = usePreference("rules.trialHeight", 280);
  const [busy, setBusy] = useState(false);
  const [place, setPlace] = useState(at);
  const reading = useMemo(() => readDraft(draft), [draft.text]);
  const fresh = isNew(id);
  const dirty = fresh || unsaved(draft);
  const name = reading.ok ? scalarText(reading.rule.get("name")) : draft.name;
  const shown = draft.whole ? "text" : view;

  const write = async () => {
    if (busy || !dirty) return;
    setBusy(true);
    try {
      const to = await save(id);
      const off = reading.ok && reading.rule.get("enabled") === false;
      toast(off ? t.savedOff : t.saved);
      if (to.name !== draft.name || fresh) location.replace(`#/rules/${encodeURIComponent(to.group)}${to.name ? `/${encodeURIComponent(to.name)}` : ""}`);
    } catch (e) {
      failed(e);
    } finally {
      setBusy(false);
    }
  };
  const giveUp = () => {
    const was = draft;
    discard(id);
    if (!fresh) return;
    go("rules");
    toast(t.removed(name || t.newTitle), { action: { label: text.common.undo, run: () => go("rules", { draft: newDraft(was.group, was.text) }) } });
  };
  const duplicate = () => {
    if (!reading.ok) return;
    go("rules", { draft: newDraft(draft.group, reading.rule.with("name", freeName(group, t.copyOf(name)))) });
  };
  const show = (at: { line: number; column: number }) => {
    setView("text");
    setPlace({ ...at });
  };
  useKeys({ title: t.title, bindings: [{ keys: ["Mod+s"], label: fresh ? t.add : t.save, run: () => void write() }] });

  const end = (
    <>
      {!draft.whole && (
        <Button kind="quiet" icon={FlaskConical} className={cx("h-6.5", trying && "bg-accent-soft! text-accent!")} aria-pressed={trying} title={t.tryHint} onClick={() => setTrying(!trying)}>
          {t.try}
        </Button>
      )}
      {!draft.whole && !fresh && (
        <Menu
          align="end"
          items={[
            { label: t.duplicate, disabled: !reading.ok, onSelect: duplicate },
            { label: t.editFile, onSelect: () => go("rules", draft.group) },
            "separator",
            { label: t.remove, danger: true, onSelect: () => removeRule(draft.group, draft.name, true) },
          ]}
        >
          <IconButton icon={Ellipsis} label={t.more} />
        </Menu>
      )}
      {dirty && (
        <Button kind="quiet" className="h-6.5" onClick={giveUp}>
          {t.discard}
        </Button>
      )}
      <Button kind="primary" icon={Save} className="h-6.5" busy={busy} disabled={!dirty} onClick={() => void write()}>
        {fresh ? t.add : t.save}
      </Button>
    </>
  );
  const editor = (
    <div className="flex min-h-0 flex-1 flex-col">
      {draft.theirs !== undefined && (
        <Notice
          tone="warn"
          actions={
            <>
              <Button onClick={() => discard(id)}>{t.takeTheirs}</Button>
              <Button onClick={() => keepMine(id)}>{t.keepMine}</Button>
            </>
          }
        >
          {t.changedOutside}
        </Notice>
      )}
      <Problems problems={draft.problems} onShow={show} />
      <Tabs
        label={t.views}
        value={shown}
        onValue={(v) => setView(v as "form" | "text")}
        end={end}
        className="flex-1"
        tabs={[
          ...(draft.whole
            ? []
            : [
                {
                  id: "form",
                  label: t.asForm,
                  panel: (
                    <FormView reading={reading} problems={draft.problems} onChange={(rule) => changeForm(id, rule)} onText={show}>
                      {fresh && <GroupField groups={groups} value={draft.group} onChange={(to) => changeGroup(id, to)} />}
                    </FormView>
                  ),
                },
              ]),
          { id: "text", label: t.asText, panel: <TextView label={draft.whole ? t.fileLabel : t.textLabel} draft={draft} place={place} onChange={(value) => changeText(id, value)} onSave={() => void write()} /> },
        ]}
      />
    </div>
  );
  return (
    <section aria-label={name || t.newTitle} className="flex min-h-0 flex-1 flex-col">
      <Split direction="column" sized="second" size={height} onSize={setHeight} min={120} rest={200} label={t.splitTry} first={editor} second={trying && !draft.whole && <Trial draft={draft} onClose={() => setTrying(false)} />} />
    </section>
  );
}
