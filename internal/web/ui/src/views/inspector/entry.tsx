import { ApiError } from "@/model/api";
import { useDetail, type Detail } from "@/model/inspect/entry";
import { classOf, digitOf, press, shownTab, tabsOf, type TabClass, type TabId } from "@/model/inspect/tabs";
import { useKeys } from "@/model/keys";
import { usePreference } from "@/model/preferences";
import { text } from "@/text";
import { Button, Failure, Loading, Tabs, Tooltip, type Tab } from "@/widgets";
import type { InspectorProps } from "../contract";
import { Bar } from "./bar";
import { Dock } from "./dock";
import { Exchange } from "./exchange";
import { FaultLine } from "./fault";
import { Messages } from "./messages";
import { Notes } from "./notes";
import { Rules } from "./rules";
import { Said } from "./said";
import { useSides } from "./sides";
import { Timing } from "./timing";
import { TLS } from "./tls";
import { Verdict } from "./verdict";

export interface EntryProps extends InspectorProps {
  id: number;
}

export function Entry(props: EntryProps) {
  const t = text.inspector;
  const { value: detail, error, reload } = useDetail({ id: props.id, session: props.session });
  const gone = error instanceof ApiError && error.status === 404;
  if (error && (!detail || gone)) {
    return (
      <>
        <Frame {...props} />
        <Failure title={gone ? t.gone : t.failed} hint={gone ? t.goneHint : <Said error={error} />} actions={<Button onClick={reload}>{text.common.retry}</Button>} />
      </>
    );
  }
  if (!detail) {
    return (
      <>
        <Frame {...props} />
        <Loading label={t.loading} />
      </>
    );
  }
  return <Known {...props} detail={detail} onChanged={reload} />;
}

function Frame(props: EntryProps) {
  return (
    <div className="flex h-8 shrink-0 items-center justify-end border-b bg-panel px-1">
      <Dock {...props} />
    </div>
  );
}

export interface KnownProps extends EntryProps {
  detail: Detail;
  /** Something about the entry was changed here. */
  onChanged(): void;
}

function Known(props: KnownProps) {
  const { detail } = props;
  const [tab, choose] = useTab(detail);
  const sides = useSides(props.side);
  const panels: Record<TabId, () => Tab["panel"]> = {
    exchange: () => <Exchange {...props} sides={sides} />,
    verdict: () => <Verdict {...props} />,
    messages: () => <Messages key={detail.id} {...props} />,
    timing: () => <Timing {...props} />,
    tls: () => <TLS key={detail.id} {...props} />,
    rules: () => <Rules {...props} />,
    notes: () => <Notes key={detail.id} {...props} />,
  };
  useKeys({
    title: text.inspector.tabs.keys,
    bindings: [
      ...digits.map((digit) => {
        const p = press(detail, digit);
        return {
          keys: [String(digit)],
          label: p ? text.inspector.tabs.key(text.inspector.tabs[p.side ?? p.tab]) : "",
          run: () => {
            if (!p) return false;
            choose(p.tab);
            if (p.side) sides.choose(p.side);
          },
        };
      }),
      { keys: ["Mod+f"], label: text.inspector.find.key, run: () => false }, // the panes do it
    ],
  });
  const tabs = tabsOf(detail).map((id): Tab => ({
    id,
    label: (
      <Tooltip text={text.inspector.tabs[id]} keys={String(digitOf(id) || 1)}>
        <span>{text.inspector.tabs[id]}</span>
      </Tooltip>
    ),
    note: noteOf(id, detail),
    panel: id === tab ? panels[id]() : null,
  }));
  return (
    <>
      <Bar {...props} sides={tab === "exchange" ? sides : undefined} />
      <FaultLine {...props} brief={tab !== "exchange" && tab !== "verdict"} />
      <Tabs label={text.inspector.bar.tabs} tabs={tabs} value={tab} onValue={(id) => choose(id as TabId)} dense className="flex-1" />
    </>
  );
}

const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** The tab of an entry: what was chosen last for entries of its kind. */
function useTab(detail: Detail): [TabId, (tab: TabId) => void] {
  const [chosen, setChosen] = usePreference<Partial<Record<TabClass, TabId>>>("inspector.tab", none);
  const of = classOf(detail);
  return [shownTab(detail, chosen[of]), (tab) => setChosen({ ...chosen, [of]: tab })];
}

const none = {};

function noteOf(id: TabId, d: Detail): string | undefined {
  if (id === "messages") return d.messages ? text.units.count(d.messages) : undefined;
  if (id === "rules") return d.rules.length ? text.units.count(d.rules.length) : undefined;
  if (id === "notes") return d.pinned || d.colour || d.comment ? "•" : undefined;
  return undefined;
}

