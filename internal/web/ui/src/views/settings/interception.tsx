import { FileInput, RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { editPolicy } from "@/model/act";
import { post } from "@/model/api";
import { useLive } from "@/model/settings/live";
import type { Edit, Policy } from "@/model/settings/policy";
import { status } from "@/model/status";
import { useStore } from "@/model/store";
import { text } from "@/text";
import { Button, IconButton, Notice, toast } from "@/widgets";
import { failed } from "../failed";
import { Entries } from "./entries";
import { Exceptions } from "./exceptions";
import { Groups } from "./groups";
import { ClientCertificates } from "./clientcerts";
import { ImportLists } from "./importlists";
import { Held, Section } from "./parts";

const t = text.settings.policy;

/** Which connections are looked into. */
export function Interception() {
  const loaded = useLive<Policy>("/v1/policy", "policy");
  const { reload: again } = loaded;
  const figures = useStore(status, (s) => JSON.stringify(s?.policy)); // a file that cannot be read changes these alone
  useEffect(again, [again, figures]);
  const [importing, setImporting] = useState(false);
  const change = (e: Edit) =>
    editPolicy(e).then(
      () => (loaded.reload(), true),
      (err: unknown) => (failed(err), loaded.reload(), false),
    );
  const reload = () => void post("/v1/policy/reload").then(() => (toast(t.reloaded), loaded.reload()), failed);
  return (
    <Held of={loaded}>
      {(policy) => (
        <>
          <div className="flex flex-wrap items-start gap-2 pb-3">
            <div className="min-w-52 flex-1">
              <p className="text-sm text-muted">{t.intro}</p>
              <p className="text-xs text-muted">
                {t.file}: <code className="font-mono select-text [overflow-wrap:anywhere]">{policy.file}</code>
              </p>
            </div>
            <IconButton icon={RefreshCw} label={t.reload} onClick={reload} />
            <Button icon={FileInput} onClick={() => setImporting(true)}>
              {t.import.open}
            </Button>
          </div>
          <Problems policy={policy} />
          <Section title={t.default}>
            <div role="radiogroup" aria-label={t.default} className="flex flex-col gap-1">
              {(["intercept", "bypass"] as const).map((name) => (
                <label key={name} className="flex items-baseline gap-2 text-sm">
                  <input type="radio" name="default" checked={policy.default === name} onChange={() => void change({ default: name })} className="size-3.5 translate-y-0.5 accent-accent" />
                  <span>
                    {t.defaults[name]} <span className="text-xs text-muted">{t.defaultHints[name]}</span>
                  </span>
                </label>
              ))}
            </div>
          </Section>
          <Entries list="bypass" entries={policy.bypass} change={change} onChanged={loaded.reload} />
          <Entries list="intercept" entries={policy.intercept} change={change} onChanged={loaded.reload} />
          <Groups groups={policy.groups} change={change} />
          <Exceptions exceptions={policy.exceptions} change={change} />
          <ClientCertificates certificates={policy.client_certificates} />
          {importing && <ImportLists onClose={() => setImporting(false)} onDone={loaded.reload} />}
        </>
      )}
    </Held>
  );
}

function Problems({ policy }: { policy: Policy }) {
  if (policy.problems.length === 0) return null;
  return (
    <div className="pb-4">
      <Notice tone="bad">
        <p className="font-medium">{t.problems}</p>
        <ul className="text-xs">
          {policy.problems.map((p, i) => (
            <li key={i} className="font-mono select-text [overflow-wrap:anywhere]">
              {t.problem(p.line, p.column, p.message)}
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
