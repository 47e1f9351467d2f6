import { useRef, useState, type MouseEvent } from "react";
import type { Side } from "@/model/inspect/entry";
import { fieldsText, type FieldRow } from "@/model/inspect/fields";
import { pairFilter } from "@/model/inspect/filters";
import { tokenIn } from "@/model/inspect/token";
import { visible } from "@/model/inspect/wire";
import { text } from "@/text";
import { Badge, ContextMenu, CopyButton, cx, type MenuItem } from "@/widgets";
import { copyText } from "../copy";
import { TokenFacts } from "./token";

interface Props {
  rows: readonly FieldRow[];
  of: Side;
  trailers: boolean;
  onFilter(expression: string): void;
}

/** The fields of a head: names and values as received, in their order. */
export function FieldTable({ rows, of, trailers, onFilter }: Props) {
  const t = text.inspector.headers;
  const over = useRef<FieldRow>(undefined);
  const note = (e: MouseEvent) => {
    const at = (e.target as Element).closest<HTMLElement>("[data-row]")?.dataset.row;
    over.current = at === undefined ? undefined : rows[Number(at)];
  };
  const items = (): MenuItem[] => {
    const r = over.current;
    if (!r) return [{ label: t.copyAll, onSelect: () => void copyText(fieldsText(rows)) }];
    const field = trailers ? "trailer" : of === "request" ? "req.header" : "res.header";
    return [
      { label: t.copyValue, onSelect: () => void copyText(r.value) },
      { label: t.copyField, onSelect: () => void copyText(`${r.name}: ${r.value}`) },
      { label: t.copyAll, onSelect: () => void copyText(fieldsText(rows)) },
      "separator",
      { label: t.filterBy, disabled: r.pseudo, onSelect: () => onFilter(pairFilter(field, r.name.toLowerCase(), r.value)) },
    ];
  };
  return (
    <ContextMenu items={items}>
      <table className="w-full table-fixed border-collapse text-xs" onContextMenuCapture={note}>
        <colgroup>
          <col className="w-[34%] max-w-52" />
          <col />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.value}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r, i) => (
            <Row key={i} row={r} index={i} />
          ))}
        </tbody>
      </table>
    </ContextMenu>
  );
}

function Row({ row: r, index }: { row: FieldRow; index: number }) {
  const t = text.inspector.headers;
  const [open, setOpen] = useState(false);
  const token = tokenIn(r.value);
  return (
    <tr data-row={index} className="group border-b border-line/60 align-top hover:bg-hover">
      <th scope="row" className="py-0.75 pr-2 pl-3 text-left font-mono font-normal wrap-anywhere">
        <span className={r.pseudo ? "text-muted" : "text-key"}>{visible(r.name)}</span>
        {r.of > 1 && " "}
        {r.of > 1 && (
          <span title={t.nthTitle} className="font-sans text-2xs text-faint">
            {t.nth(r.nth, r.of)}
          </span>
        )}
      </th>
      <td className="relative py-0.75 pr-7 font-mono wrap-anywhere">
        <Long value={r.value} />
        {token && (
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="ml-1.5 align-middle">
            <Badge tone="info">{t.token}</Badge>
          </button>
        )}
        {token && open && <TokenFacts token={token} />}
        <CopyButton
          text={r.value}
          label={t.copyValue}
          doneLabel={text.common.copied}
          size={12}
          className="absolute top-px right-1 h-5.5! min-w-5.5! opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
        />
      </td>
    </tr>
  );
}

const shown = 600; // characters of a value, until asked for more

/** A value that is cut when it is very long. */
export function Long({ value, className }: { value: string; className?: string }) {
  const t = text.inspector.headers;
  const [all, setAll] = useState(false);
  const long = value.length > shown + 100;
  return (
    <span className={cx("whitespace-pre-wrap", className)}>
      {visible(long && !all ? value.slice(0, shown) : value)}
      {long && (
        <button type="button" className="ml-1 font-sans text-2xs text-accent hover:underline" onClick={() => setAll(!all)}>
          {all ? t.less : `… ${t.more(value.length - shown)}`}
        </button>
      )}
    </span>
  );
}
