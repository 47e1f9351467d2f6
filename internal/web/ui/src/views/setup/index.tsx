import { MonitorSmartphone } from "lucide-react";
import { useMemo } from "react";
import { ApiError, get } from "@/model/api";
import { useKeys } from "@/model/keys";
import { useLoaded } from "@/model/loaded";
import { setPreference, usePreference } from "@/model/preferences";
import { go } from "@/model/route";
import { useChecks } from "@/model/setup/checks";
import { inOrder, neighbour } from "@/model/setup/snippets";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Button, CopyButton, Empty, Failure, Loading, Page } from "@/widgets";
import type { PageProps } from "../contract";
import { copyText } from "../copy";
import { Certificate } from "./certificate";
import { Check } from "./check";
import { Device } from "./device";
import { Ways } from "./ways";
import { Way } from "./way";

const t = text.setup;
const none: Schemas["Snippet"][] = [];

/** How programs and devices are sent through the proxy, and whether they come. */
export default function Setup({ path, onClose }: PageProps) {
  const loaded = useLoaded("setup", (signal) => get<Schemas["Setup"]>("/v1/setup", { signal }));
  const [last] = usePreference("setup.way", "");
  const setup = loaded.value;
  const all = useMemo(() => inOrder(setup?.snippets ?? none), [setup]);
  const chosen = path[0] ? all.find((s) => s.id === path[0]) : (all.find((s) => s.id === last) ?? all[0]);
  const checks = useChecks(chosen, all);

  const choose = (id: string) => {
    setPreference("setup.way", id);
    go("setup", id);
  };
  const step = (n: number) => {
    const next = neighbour(all, chosen?.id ?? "", n);
    if (next) choose(next.id);
  };
  const copy = () => {
    if (!chosen) return;
    void copyText(chosen.text, t.copied);
  };
  useKeys({
    title: t.title,
    bindings: [
      { keys: ["j"], label: t.keys.next, run: () => step(1) },
      { keys: ["k"], label: t.keys.previous, run: () => step(-1) },
      { keys: ["c"], label: t.keys.copy, run: copy },
      { keys: ["a"], label: t.keys.again, run: checks.again },
    ],
  });

  const actions = setup && (
    <div className="flex items-center gap-1 pr-1 text-sm text-muted">
      <span>{t.proxy}</span>
      <code className="font-mono text-xs text-ink">{setup.proxy}</code>
      <CopyButton text={setup.proxy} label={t.copyAddress(setup.proxy)} doneLabel={t.copied} />
    </div>
  );
  return (
    <Page title={t.title} backLabel={text.common.back} onClose={onClose} actions={actions} scroll={false}>
      {!setup ? (
        loaded.error ? (
          <Failure
            title={t.failed}
            hint={loaded.error instanceof ApiError && loaded.error.hint ? `${loaded.error.message} ${loaded.error.hint}` : String((loaded.error as Error).message)}
            actions={<Button onClick={loaded.reload}>{text.common.retry}</Button>}
          />
        ) : (
          <Loading label={t.loading} />
        )
      ) : (
        <div className="flex min-h-0 flex-1 max-sm:flex-col">
          <Ways snippets={setup.snippets} chosen={chosen?.id ?? ""} checks={checks} onChoose={choose} />
          <div className="min-h-0 min-w-0 flex-1 overflow-y-auto">
            {chosen ? (
              <div className="flex max-w-3xl flex-col gap-5 px-6 py-5">
                {chosen.group === "phone" && chosen.language === "steps" && <Device setup={setup} />}
                <Way snippet={chosen} />
                <Check snippet={chosen} checks={checks} />
                <Certificate setup={setup} />
              </div>
            ) : (
              <Empty icon={MonitorSmartphone} title={t.gone}>
                {t.goneHint}
              </Empty>
            )}
          </div>
        </div>
      )}
    </Page>
  );
}
