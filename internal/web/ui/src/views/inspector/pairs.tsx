import { TriangleAlert } from "lucide-react";
import { useRef, type MouseEvent } from "react";
import { pairFilter } from "@/model/inspect/filters";
import { paramsText, type Param } from "@/model/inspect/params";
import { text } from "@/text";
import { ContextMenu, CopyButton, Tooltip, type MenuItem } from "@/widgets";
import { copyText } from "../copy";
import { Long } from "./fieldtable";

interface Props {
  title: string;
  all: readonly Param[];
  /** What it is called in filters. */
  field: "query" | "form" | "cookie";
  onFilter(expression: string): void;
}

/** Names and values of a query or a form, decoded, in their order. */
export function Pairs({ title, all, field, onFilter }: Props) {
  const t = text.inspector.params;
  const h = text.inspector.headers;
  const over = useRef<Param>(undefined);
  const note = (e: MouseEvent) => {
    const at = (e.target as Element).closest<HTMLElement>("[data-row]")?.dataset.row;
    over.current = at === undefined ? undefined : all[Number(at)];
  };
  const items = (): MenuItem[] => {
    const p = over.current;
    const whole: MenuItem = { label: h.copyAll, onSelect: () => void copyText(paramsText(all)) };
    if (!p) return [whole];
    return [
      { label: h.copyValue, onSelect: () => void copyText(p.value ?? p.name) },
      { label: h.copyField, onSelect: () => void copyText(p.raw) },
      whole,
      "separator",
      { label: h.filterBy, onSelect: () => onFilter(pairFilter(field, p.name, p.bad ? undefined : p.value)) },
    ];
  };
  return (
    <ContextMenu items={items}>
      <section aria-label={title} onContextMenuCapture={note}>
        <div className="sticky top-0 z-10 flex h-6.5 items-center border-b bg-bg pr-1 pl-3">
          <h4 className="flex-1 text-2xs font-semibold text-muted">
            {title} <span className="font-normal text-faint">{text.units.count(all.length)}</span>
          </h4>
          <CopyButton text={() => paramsText(all)} label={t.copyAll} doneLabel={text.common.copied} size={13} className="h-5.5!" />
        </div>
        <table aria-label={t.table(title)} className="w-full table-fixed border-collapse text-xs">
          <colgroup>
            <col className="w-[34%]" />
            <col />
          </colgroup>
          <thead className="sr-only">
            <tr>
              <th scope="col">{t.name}</th>
              <th scope="col">{t.value}</th>
            </tr>
          </thead>
          <tbody>
            {all.map((p, i) => (
              <tr key={i} data-row={i} className="group border-b border-line/60 align-top hover:bg-hover">
                <th scope="row" className="py-0.75 pr-2 pl-3 text-left font-mono font-normal wrap-anywhere text-key">
                  <Long value={p.name} />
                </th>
                <td className="relative py-0.75 pr-7 font-mono wrap-anywhere">
                  {p.bad && (
                    <Tooltip text={t.bad}>
                      <TriangleAlert size={12} className="mr-1 inline text-warn" aria-label={t.bad} />
                    </Tooltip>
                  )}
                  {p.value === undefined ? <span className="font-sans text-faint">{t.noValue}</span> : <Long value={p.value} />}
                  <CopyButton
                    text={p.value ?? p.name}
                    label={text.inspector.headers.copyValue}
                    doneLabel={text.common.copied}
                    size={12}
                    className="absolute top-px right-1 h-5.5! min-w-5.5! opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </ContextMenu>
  );
}
