import { FileInput, Plus, RefreshCw, Workflow } from "lucide-react";
import { useEffect, useState } from "react";
import { post } from "@/model/api";
import { on } from "@/model/changes";
import { useKeys } from "@/model/keys";
import { usePreference } from "@/model/preferences";
import { go } from "@/model/route";
import { drafts, isNew, keyOf, openDraft, readRules, rules } from "@/model/rules/drafts";
import { useStore } from "@/model/store";
import { text } from "@/text";
import { Button, Empty, Failure, IconButton, Loading, Menu, Page, Split, toast } from "@/widgets";
import type { PageProps } from "../contract";
import { failed } from "../failed";
import { Editor } from "./editor";
import { ImportDialog } from "./importdialog";
import { kindItems } from "./kindmenu";
import { RuleList } from "./list";
import { beginRule, useNewFrom } from "./newrule";

const t = text.rules;

/** Groups and rules, and the one that is edited. */
export default function Rules({ path, query, onClose }: PageProps) {
  const all = useStore(rules);
  const [error, setError] = useState<unknown>();
  const [width, setWidth] = usePreference("rules.width", 340);
  const [importing, setImporting] = useState(false);
  const [group = "", name = ""] = path;
  const key = query.get("draft") ?? (group ? keyOf(group, name) : "");
  const draft = useStore(drafts, (d) => d.get(key));
  const line = Number(query.get("line")) || 0;
  const making = useNewFrom(query, all);

  useEffect(() => {
    const read = () => readRules().then(() => setError(undefined), setError);
    void read();
    const offs = [on("rules", read), on("reset", read)];
    return () => offs.forEach((off) => off());
  }, []);
  const there = all?.groups.some((g) => g.name === group && (name === "" || g.rules.some((r) => r.name === name))) ?? false;
  useEffect(() => {
    if (!group || !there) return;
    const stop = new AbortController();
    openDraft(group, name, stop.signal).catch((e) => !stop.signal.aborted && failed(e));
    return () => stop.abort();
  }, [group, name, there, all]);

  const begin = (kind: string) => beginRule(all?.groups ?? [], group, kind);
  const reload = () => post("/v1/rules/reload").then(readRules).then(() => toast(t.reloaded), failed);
  useKeys({ title: t.title, bindings: [{ keys: ["n"], label: t.newRule, run: () => begin("") }] });

  const actions = (
    <>
      <IconButton icon={RefreshCw} label={t.reload} onClick={() => void reload()} />
      <Button icon={FileInput} onClick={() => setImporting(true)}>
        {t.import}
      </Button>
      <Menu align="end" items={() => kindItems(begin)}>
        <Button kind="primary" icon={Plus}>
          {t.newRule}
        </Button>
      </Menu>
    </>
  );
  const nothing = all && all.groups.length === 0 && ![...drafts.get().keys()].some(isNew);
  return (
    <Page title={t.title} backLabel={text.common.back} onClose={onClose} actions={actions} scroll={false}>
      {!all ? (
        error ? (
          <Failure title={t.loadFailed} hint={(error as Error).message} actions={<Button onClick={() => void readRules().catch(failed)}>{text.common.retry}</Button>} />
        ) : (
          <Loading label={t.loading} />
        )
      ) : nothing ? (
        <Empty
          icon={Workflow}
          title={t.none}
          actions={
            <>
              <Menu items={() => kindItems(begin)}>
                <Button kind="primary" icon={Plus}>
                  {t.newRule}
                </Button>
              </Menu>
              <Button icon={FileInput} onClick={() => setImporting(true)}>
                {t.import}
              </Button>
            </>
          }
        >
          {t.noneHint}
        </Empty>
      ) : (
        <Split
          direction="row"
          size={width}
          onSize={setWidth}
          min={220}
          rest={520}
          label={t.splitList}
          first={<RuleList all={all} chosen={key} />}
          second={
            draft ? (
              <Editor key={`${key} ${line}`} id={key} draft={draft} at={line ? { line, column: Number(query.get("column")) || 1 } : undefined} group={all.groups.find((g) => g.name === draft.group)} groups={all.groups} />
            ) : making || there ? (
              <Loading label={text.common.loading} />
            ) : (
              <Empty icon={Workflow} title={key ? t.gone : t.pick} actions={key && <Button onClick={() => go("rules")}>{text.common.close}</Button>}>
                {key && t.goneHint}
              </Empty>
            )
          }
        />
      )}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </Page>
  );
}
