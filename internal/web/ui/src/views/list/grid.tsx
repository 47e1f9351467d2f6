import { useCallback, useEffect, useMemo, useRef, type CSSProperties, type MouseEvent } from "react";
import { leaving } from "@/model/act";
import { columnsKey, fluidColumn, isHeaderColumn, leastFluid, loadColumns, saveColumns, type Column } from "@/model/list/columns";
import { cursor, extendTo, moveTo, settle, toggle } from "@/model/list/cursor";
import type { Feed } from "@/model/list/feed";
import { setSpan, spanOf } from "@/model/list/scale";
import { pausedIDs } from "@/model/paused";
import { preferences } from "@/model/preferences";
import { useStore } from "@/model/store";
import { selection } from "@/model/traffic";
import { text } from "@/text";
import { ContextMenu, VirtualRows, type MenuItem, type VirtualHandle } from "@/widgets";
import { Header } from "./header";
import { ListRow, rowDomID } from "./row";
import { selectRange } from "./selectall";

export const rowHeight = 24;
const headerHeight = 26;
const edge = 3; // the coloured edge of a row

interface Props {
  feed: Feed;
  follow: boolean;
  onFollow(on: boolean): void;
  handle: { current: VirtualHandle | null };
  menu(): MenuItem[];
  onOpen(): void;
  onChooseColumns(): void;
}

/** The columns, as the person has them. */
export function useColumns(): [Column[], (all: readonly Column[]) => void] {
  const kept = useStore(preferences, (p) => p[columnsKey]);
  const all = useMemo(loadColumns, [kept]);
  return [all, saveColumns];
}

/** The rows and their header. */
export function Grid({ feed, follow, onFollow, handle, menu, onOpen, onChooseColumns }: Props) {
  const { total, version } = useStore(feed.state);
  const chosen = useStore(selection);
  const { index: at } = useStore(cursor);
  const going = useStore(leaving);
  const paused = useStore(pausedIDs);
  const [all, setAll] = useColumns();
  const columns = useMemo(() => all.filter((c) => c.shown), [all]);
  const headers = useMemo(() => columns.filter((c) => isHeaderColumn(c.id)).map((c) => c.id), [columns]);
  const range = useRef({ first: 0, last: 0 });

  const idAt = useCallback((i: number) => feed.row(i)?.id, [feed]);
  const scale = useCallback(() => {
    const { first, last } = range.current;
    const rows = Array.from({ length: last - first }, (_, i) => feed.row(first + i));
    if (rows.some(Boolean)) setSpan(spanOf(rows, Date.now()));
  }, [feed]);
  const ready = useCallback(
    (first: number, last: number) => {
      for (let i = first; i < last; i++) if (feed.row(i)) return true;
      return false;
    },
    [feed],
  );
  const onRows = useCallback(
    (first: number, last: number) => {
      range.current = { first, last };
      feed.setRange(first, last);
      scale();
    },
    [feed, scale],
  );
  useEffect(() => {
    settle(idAt, (id) => feed.indexOf(id));
    scale();
  }, [version, idAt, feed, scale]);
  useEffect(() => feed.setFollow(follow), [feed, follow]);

  const rowOf = (e: MouseEvent): { index: number; id: number } | undefined => {
    const row = (e.target as Element).closest<HTMLElement>("[data-index]");
    if (!row?.dataset.id) return undefined;
    return { index: Number(row.dataset.index), id: Number(row.dataset.id) };
  };
  const press = (e: MouseEvent) => {
    const it = rowOf(e);
    if (!it) return;
    if (e.button === 2 || (e.button === 0 && e.ctrlKey && /Mac/.test(navigator.platform))) {
      if (!selection.get().ids.has(it.id)) moveTo(it.index, idAt);
      return;
    }
    if (e.button !== 0) return;
    if (it.index < total - 1) onFollow(false); // what one looks at stays
    if (e.shiftKey) {
      if (!extendTo(it.index, idAt)) void selectRange();
      e.preventDefault(); // no text is selected
    } else if (e.ctrlKey || e.metaKey) toggle(it.index, it.id);
    else moveTo(it.index, idAt);
  };

  const fluid = fluidColumn(columns);
  const template = columns.map((c) => (c.id === fluid ? `minmax(${leastFluid}px, 1fr)` : `${c.width}px`)).join(" ");
  const width = columns.reduce((sum, c) => sum + (c.id === fluid ? leastFluid : c.width), edge);
  return (
    <ContextMenu items={menu}>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col" style={{ "--cols": template } as CSSProperties}>
        <VirtualRows
          handle={handle}
          data-grid
          role="grid"
          aria-label={text.list.grid}
          aria-rowcount={total + 1}
          aria-colcount={columns.length}
          aria-multiselectable
          aria-activedescendant={at >= range.current.first && at < range.current.last ? rowDomID(at) : undefined}
          tabIndex={0}
          className="list outline-none"
          count={total}
          rowHeight={rowHeight}
          headerHeight={headerHeight}
          header={<Header columns={columns} all={all} onColumns={setAll} onChoose={onChooseColumns} />}
          width={width}
          recycle
          scrollKeys={false}
          follow={follow}
          ready={ready}
          onRows={onRows}
          onScrolled={onFollow}
          rowsProps={{ role: "rowgroup" }}
          onMouseDown={press}
          onDoubleClick={(e) => rowOf(e) && onOpen()}
          row={(index) => {
            const row = feed.row(index);
            return (
              <ListRow
                row={row}
                index={index}
                columns={columns}
                headers={headers}
                selected={row !== undefined && chosen.ids.has(row.id)}
                focused={index === at}
                leaving={row !== undefined && going.has(row.id)}
                paused={row !== undefined && paused.has(row.id)}
              />
            );
          }}
        />
      </div>
    </ContextMenu>
  );
}
