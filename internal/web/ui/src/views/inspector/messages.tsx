import { ArrowDown, ArrowUp, MessagesSquare } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useMessages, type MessageRow } from "@/model/inspect/messages";
import type { Side } from "@/model/inspect/entry";
import { between } from "@/model/inspect/waterfall";
import { visible } from "@/model/inspect/wire";
import { usePreference } from "@/model/preferences";
import { text } from "@/text";
import { Checkbox, cx, Empty, Failure, Input, Loading, Split, VirtualRows, type VirtualHandle } from "@/widgets";
import type { KnownProps } from "./entry";
import { useFindKey } from "./findkey";
import { Message } from "./message";
import { Said } from "./said";
import { Segments } from "./segments";

const rowHeight = 22;
const columns = "grid grid-cols-[3.5rem_1.25rem_4.5rem_3.5rem_4rem_minmax(0,1fr)] items-center gap-2 px-2";

/** The messages inside an exchange, as they pass, and one of them laid out. */
export function Messages(props: KnownProps) {
  const { detail: d, session } = props;
  const t = text.inspector.messages;
  const [direction, setDirection] = useState<Side | "">("");
  const [typed, setTyped] = useState("");
  const q = useSettled(typed);
  const [follow, setFollow] = usePreference("inspector.follow", true);
  const [chosen, setChosen] = useState<number>();
  const wide = props.side === "below";
  const [size, setSize] = usePreference(`inspector.messages.${props.side}`, wide ? 560 : 240);
  const { rows, want } = useMessages({ id: d.id, session, direction, q }, d.messages);
  const pane = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<VirtualHandle>(null);
  useFindKey(pane, () => input.current?.select());

  const total = rows.total;
  const place = chosen ?? -1;
  const message = place < 0 ? undefined : rows.row(place);
  const last = useRef<MessageRow>(undefined);
  if (message) last.current = message;
  useEffect(() => setChosen(undefined), [direction, q]);
  const following = follow && chosen === undefined; // who looks at one message is not taken away from it
  useEffect(() => {
    if (following) list.current?.scrollTo(total - 1);
  }, [following, total]);

  // The list has less room with a message beside it.
  useEffect(() => {
    if (chosen !== undefined) list.current?.scrollTo(chosen);
  }, [chosen]);
  const move = (to: number) => {
    if (total === 0) return;
    const at = Math.max(0, Math.min(to, total - 1));
    setChosen(at);
  };
  const key = (e: React.KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target !== e.currentTarget) return;
    const page = 10;
    const steps: Record<string, number> = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + page, PageUp: place - page, Home: 0, End: total - 1 };
    const to = steps[e.key];
    if (to === undefined) return;
    e.preventDefault();
    move(to);
  };
  const table = (
    <VirtualRows
      count={total}
      rowHeight={rowHeight}
      handle={list}
      onRows={want}
      follow={following}
      onScrolled={(atEnd) => !atEnd && following && setFollow(false)}
      header={<Heads />}
      headerHeight={22}
      row={(at) => <Row message={rows.row(at)} started={d.started} chosen={at === place} onChoose={() => setChosen(at)} at={at} />}
      tabIndex={0}
      role="listbox"
      aria-label={t.list(total)}
      aria-activedescendant={place >= 0 ? `message-${place}` : undefined}
      onKeyDownCapture={key}
      className="text-xs -outline-offset-2"
    />
  );
  return (
    <div ref={pane} className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-7 shrink-0 items-center gap-2 border-b px-2">
        <Segments
          label={t.direction}
          value={direction}
          onValue={(v) => setDirection(v as Side | "")}
          options={[
            { value: "", label: t.all },
            { value: "request", label: t.sent },
            { value: "response", label: t.received },
          ]}
        />
        <Input
          ref={input}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
          onKeyDown={(e) => {
            if (e.key !== "Escape" || !typed) return;
            e.stopPropagation();
            setTyped("");
          }}
          placeholder={t.filter}
          aria-label={t.filter}
          className="h-5.5! max-w-64 border-transparent! bg-transparent! px-1! text-xs! hover:border-line-strong! focus:border-line-strong!"
        />
        <span role="status" className="ml-auto truncate text-2xs text-muted">
          {t.shown(total, d.messages)}
        </span>
        <Checkbox checked={follow} onChange={setFollow}>
          <span className="text-xs whitespace-nowrap">{t.follow}</span>
        </Checkbox>
      </div>
      {rows.error && !rows.latest ? (
        <Failure title={t.failed} hint={<Said error={rows.error} />} />
      ) : !rows.latest ? (
        <Loading label={text.common.loading} />
      ) : total === 0 ? (
        <Empty icon={MessagesSquare} title={d.messages === 0 ? t.none : t.noneMatch}>
          {d.messages === 0 ? t.noneHint : undefined}
        </Empty>
      ) : (
        <Split
          direction={wide ? "row" : "column"}
          size={size}
          onSize={setSize}
          min={wide ? 280 : 66}
          rest={wide ? 240 : 90}
          label={t.split}
          first={table}
          second={chosen !== undefined && (message ?? last.current) && <Message {...props} key={(message ?? last.current)!.index} message={(message ?? last.current)!} onClose={() => setChosen(undefined)} />}
        />
      )}
    </div>
  );
}

function Heads() {
  const t = text.inspector.messages;
  return (
    <div aria-hidden className={cx(columns, "h-full border-b bg-panel text-2xs font-semibold text-muted")}>
      <span className="text-right">{t.number}</span>
      <span />
      <span className="text-right">{t.time}</span>
      <span>{t.kind}</span>
      <span className="text-right">{t.size}</span>
      <span>{t.content}</span>
    </div>
  );
}

interface RowProps {
  message: MessageRow | undefined;
  started: string;
  chosen: boolean;
  at: number;
  onChoose(): void;
}

function Row({ message: m, started, chosen, at, onChoose }: RowProps) {
  const t = text.inspector.messages;
  if (!m) return <div className={cx(columns, "h-full")} />;
  const up = m.direction === "request";
  const Arrow = up ? ArrowUp : ArrowDown;
  const control = m.kind === "ping" || m.kind === "pong" || m.kind === "close";
  return (
    <div
      id={`message-${at}`}
      role="option"
      aria-selected={chosen}
      onMouseDown={onChoose}
      className={cx(columns, "h-full", chosen ? "bg-selected" : at % 2 === 1 ? "bg-panel hover:bg-hover" : "hover:bg-hover")}
    >
      <span className="text-right text-faint">{text.units.count(m.index + 1)}</span>
      <Arrow size={13} aria-label={up ? t.up : t.down} className={up ? "text-info" : "text-ok"} />
      <span className="text-right text-muted" title={text.units.dateTime(m.time)}>
        {t.at(Math.max(0, between(started, m.time)))}
      </span>
      <span className="truncate text-muted">{t.kindOf(m.kind)}</span>
      <span className="text-right text-muted">{text.units.bytes(m.size)}</span>
      <span className={cx("truncate font-mono", control && "text-muted")}>
        {visible(m.preview)}
        {m.note && <span className="pl-2 font-sans text-warn">{m.note}</span>}
      </span>
    </div>
  );
}

const pause = 250; // ms without a key, after which is searched

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value.trim()), value ? pause : 0);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
