import { memo } from "react";
import type { Column } from "@/model/list/columns";
import type { Row } from "@/model/types";
import { cx } from "@/widgets";
import { cell, isBad } from "./cells";

interface Props {
  row: Row | undefined;
  index: number;
  columns: readonly Column[];
  headers: readonly string[];
  selected: boolean;
  focused: boolean;
  leaving: boolean;
  paused: boolean;
}

/** The DOM id of a row, for aria-activedescendant. */
export const rowDomID = (index: number): string => `row-${index}`;

/** One row. It is recycled for other entries while one scrolls. */
export const ListRow = memo(function ListRow({ row, index, columns, headers, selected, focused, leaving, paused }: Props) {
  return (
    <div
      role="row"
      id={rowDomID(index)}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-busy={row ? undefined : true}
      data-index={index}
      data-id={row?.id}
      data-focused={focused || undefined}
      className={cx(
        "row grid h-full items-center text-xs leading-6 whitespace-nowrap",
        selected ? "bg-selected" : index % 2 ? "bg-stripe hover:bg-hover" : "hover:bg-hover",
        row && !selected && row.colour && `tint-${row.colour}`,
        row && isBad(row) && "row-bad",
        row?.state === "active" && "row-active",
        paused && "row-paused",
        leaving && "opacity-40 line-through",
      )}
    >
      {columns.map((c) => cell(c, row, headers))}
    </div>
  );
});
