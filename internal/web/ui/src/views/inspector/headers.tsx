import { useRef, useState } from "react";
import type { Detail, Side } from "@/model/inspect/entry";
import { fieldRows, fieldsText, matchingFields, type FieldRow } from "@/model/inspect/fields";
import { wireText } from "@/model/inspect/wire";
import { usePreference } from "@/model/preferences";
import { text } from "@/text";
import { CopyButton, Empty, Input } from "@/widgets";
import type { KnownProps } from "./entry";
import { FieldTable } from "./fieldtable";
import { useFindKey } from "./findkey";
import { Segments } from "./segments";
import { Wire } from "./wire";

type Head = Detail["heads"][number];
type Look = "table" | "wire";

/** The heads of one side: interim ones, the one that counts, trailers. */
export function Headers({ detail, of, onFilter }: KnownProps & { of: Side }) {
  const t = text.inspector.headers;
  const [look, setLook] = usePreference<Look>("inspector.heads", "table");
  const [find, setFind] = useState("");
  const pane = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useFindKey(pane, () => {
    setLook("table");
    requestAnimationFrame(() => input.current?.select());
  });
  const heads = detail.heads.filter((h) => h.direction === of);
  if (heads.length === 0) return <Empty title={t.none}>{of === "request" ? text.inspector.side.noRequest : undefined}</Empty>;
  const rows = heads.map((h) => fieldRows(h.fields));
  const shown = rows.map((r) => matchingFields(r, find));
  const h2 = heads[0]!.fields[0]?.[0]?.startsWith(":");
  return (
    <div ref={pane} className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-7 shrink-0 items-center gap-1 border-b px-2">
        {look === "table" && (
          <Input
            value={find}
            onChange={(e) => setFind(e.target.value)}
            placeholder={t.filter}
            aria-label={t.filter}
            ref={input}
            className="h-5.5! max-w-56 border-transparent! bg-transparent! px-1! text-xs! hover:border-line-strong! focus:border-line-strong!"
          />
        )}
        <div className="ml-auto flex items-center gap-1">
          <Segments
            label={t.look}
            value={look}
            onValue={(v) => setLook(v as Look)}
            options={[
              { value: "table", label: t.table },
              { value: "wire", label: h2 ? t.wireH2 : t.wire },
            ]}
          />
          <CopyButton text={() => (look === "wire" ? heads.map((h) => wireText(h).text).join("") : rows.map(fieldsText).join("\n"))} label={t.copyAll} doneLabel={text.common.copied} size={13} />
        </div>
      </div>
      <div className="min-h-0 flex-1 overflow-auto pb-2">
        {look === "wire"
          ? heads.map((h, i) => <Wire key={i} head={h} title={titleOf(h)} />)
          : heads.map((h, i) => <Section key={i} head={h} rows={shown[i]!} all={rows[i]!.length} of={of} onFilter={onFilter} />)}
        {look === "table" && find && shown.every((r) => r.length === 0) && <p className="p-3 text-xs text-muted">{t.noMatch}</p>}
      </div>
    </div>
  );
}

function titleOf(h: Head): string | undefined {
  const t = text.inspector.headers;
  if (h.trailers) return t.trailers;
  return h.status && h.status < 200 && h.status !== 101 ? t.interim(h.status) : undefined;
}

function Section({ head, rows, all, of, onFilter }: { head: Head; rows: FieldRow[]; all: number; of: Side; onFilter(e: string): void }) {
  const title = titleOf(head);
  if (rows.length === 0 && all > 0) return null;
  return (
    <>
      {title && <h4 className="sticky top-0 border-b bg-panel px-3 py-0.5 text-2xs font-semibold text-muted">{title}</h4>}
      {head.start && <p className="border-b px-3 py-1 font-mono text-xs font-semibold wrap-anywhere">{head.start}</p>}
      <FieldTable rows={rows} of={of} trailers={head.trailers ?? false} onFilter={onFilter} />
    </>
  );
}
