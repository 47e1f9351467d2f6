import type { ReactNode } from "react";
import { cookiesOf } from "@/model/inspect/cookies";
import type { Detail, Side } from "@/model/inspect/entry";
import { queryOf } from "@/model/inspect/params";
import { digitOf, type SideTab } from "@/model/inspect/tabs";
import { valuesOf } from "@/model/inspect/fields";
import { text } from "@/text";
import { Empty, Tabs, Tooltip, type Tab } from "@/widgets";
import { Body, hasBody } from "./body";
import { RequestCookies, ResponseCookies } from "./cookies";
import type { KnownProps } from "./entry";
import { Headers } from "./headers";
import { isForm, Params } from "./params";
import type { Sides } from "./sides";

type Props = KnownProps & { sides: Sides };

export function Request(props: Props) {
  const { detail: d } = props;
  const head = finalHead(d, "request");
  const cookies = cookiesOf(head?.fields).length;
  const params = queryOf(d.url).length;
  return (
    <Pane
      {...props}
      of="request"
      tabs={{
        headers: { note: count(head?.fields.length), has: true, panel: () => <Headers key={d.id} {...props} of="request" /> },
        params: { note: params ? count(params) : undefined, has: params > 0 || (isForm(d.request.type) && d.request.stored > 0), panel: () => <Params key={d.id} {...props} /> },
        cookies: { note: count(cookies), has: cookies > 0, panel: () => <RequestCookies {...props} /> },
        body: { note: size(d.request.size), has: hasBody(d, "request"), panel: () => <Body key={d.id} {...props} of="request" /> },
      }}
    />
  );
}

export function Response(props: Props) {
  const { detail: d } = props;
  const head = finalHead(d, "response");
  const t = text.inspector.side;
  if (!head && d.response.size === 0) {
    return (
      <section aria-label={t.response} data-side="response" className="flex min-h-0 flex-1 flex-col">
        <div className="flex h-7 shrink-0 items-center border-b bg-panel pl-2 text-sm font-semibold">{t.response}</div>
        {d.state === "active" ? <Empty title={t.waiting}>{t.waitingHint}</Empty> : <Empty title={t.none}>{d.fault?.message}</Empty>}
      </section>
    );
  }
  const set = valuesOf(head?.fields, "set-cookie").length;
  return (
    <Pane
      {...props}
      of="response"
      tabs={{
        headers: { note: count(head?.fields.length), has: true, panel: () => <Headers key={d.id} {...props} of="response" /> },
        cookies: { note: count(set), has: set > 0, panel: () => <ResponseCookies {...props} /> },
        body: { note: size(d.response.size), has: hasBody(d, "response"), panel: () => <Body key={d.id} {...props} of="response" /> },
      }}
    />
  );
}

/** The head that counts: the last one that is no interim response. */
export function finalHead(d: Detail, of: Side): Detail["heads"][number] | undefined {
  return d.heads.findLast((h) => h.direction === of && !h.trailers && !(h.status && h.status < 200 && h.status !== 101));
}

interface PaneProps extends Props {
  of: Side;
  tabs: Partial<Record<SideTab, { note: string | undefined; has: boolean; panel(): ReactNode }>>;
}

function Pane({ of, tabs, sides }: PaneProps) {
  const t = text.inspector;
  const wanted = sides.tab(of);
  const ids = Object.keys(tabs) as SideTab[];
  const value = tabs[wanted]?.has ? wanted : "headers"; // what is not there is not chosen, but not forgotten either
  const shown = ids.map((id): Tab => ({
    id,
    label: (
      <Tooltip text={t.tabs[id]} keys={String(digitOf("exchange", id))}>
        <span>{t.tabs[id]}</span>
      </Tooltip>
    ),
    note: tabs[id]!.note,
    disabled: !tabs[id]!.has,
    panel: id === value ? tabs[id]!.panel() : null,
  }));
  return (
    <section aria-label={t.side[of]} data-side={of} className="@container/side flex min-h-0 min-w-0 flex-1 flex-col">
      <Tabs
        label={t.side.tabs(t.side[of])}
        start={<h3 className="hidden text-sm font-semibold @xs/side:block">{t.side[of]}</h3>}
        tabs={shown}
        value={value}
        onValue={(id) => sides.onTab(of, id as SideTab)}
        dense
        className="flex-1"
      />
    </section>
  );
}

const count = (n: number | undefined) => (n ? text.units.count(n) : undefined);
const size = (n: number) => (n ? text.units.bytes(n) : undefined);
