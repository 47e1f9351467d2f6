import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { addHeaderColumn, columnsFrom, isHeaderColumn, type Column } from "@/model/list/columns";
import { text } from "@/text";
import { Button, Checkbox, Dialog, Field, IconButton, Input, Select } from "@/widgets";
import { useColumns } from "./grid";
import { columnName } from "./names";

const t = text.list;

/** Which columns there are, and in which order. */
export function ColumnsDialog({ onClose }: { onClose(): void }) {
  const [all, setAll] = useColumns();
  const shown = all.filter((c) => c.shown).length;
  const move = (from: number, by: number) => {
    const next = [...all];
    const [it] = next.splice(from, 1);
    next.splice(from + by, 0, it!);
    setAll(next);
  };
  return (
    <Dialog
      title={t.columnsTitle}
      closeLabel={text.common.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => setAll(columnsFrom([]))}>{t.resetColumns}</Button>
          <Button kind="primary" onClick={onClose}>
            {text.common.done}
          </Button>
        </>
      }
    >
      <p className="mb-2 text-xs text-muted">{t.columnsHint}</p>
      <ul className="mb-3 max-h-[45vh] overflow-y-auto rounded border">
        {all.map((c, i) => (
          <li key={c.id} className="flex h-7.5 items-center gap-1 border-b pr-1 pl-2 last:border-b-0">
            <div className="min-w-0 flex-1 truncate">
              <Checkbox checked={c.shown} disabled={c.shown && shown < 2} onChange={(on) => setAll(all.map((o) => (o.id === c.id ? { ...o, shown: on } : o)))}>
                {columnName(c.id)}
              </Checkbox>
            </div>
            <IconButton icon={ArrowUp} size={13} label={t.columnUp(columnName(c.id))} disabled={i === 0} onClick={() => move(i, -1)} />
            <IconButton icon={ArrowDown} size={13} label={t.columnDown(columnName(c.id))} disabled={i === all.length - 1} onClick={() => move(i, 1)} />
          </li>
        ))}
      </ul>
      <AddHeader all={all} onAdd={setAll} />
    </Dialog>
  );
}

function AddHeader({ all, onAdd }: { all: readonly Column[]; onAdd(all: readonly Column[]): void }) {
  const [name, setName] = useState("");
  const [side, setSide] = useState<"req" | "res">("res");
  const bad = name.trim() !== "" && !isHeaderColumn(`${side}.header:${name.trim().toLowerCase()}`);
  const add = () => {
    if (bad || !name.trim()) return;
    onAdd(addHeaderColumn(all, side, name));
    setName("");
  };
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(e) => {
        e.preventDefault();
        add();
      }}
    >
      <Field label={t.addHeader} error={bad ? t.addHeaderBad : undefined} className="flex-1">
        {(c) => <Input {...c} mono placeholder={t.addHeaderPlaceholder} value={name} onChange={(e) => setName(e.target.value)} />}
      </Field>
      <Field label={t.addHeaderSide}>
        {(c) => (
          <Select
            {...c}
            value={side}
            onValue={(v) => setSide(v as "req" | "res")}
            options={[
              { value: "req", label: t.request },
              { value: "res", label: t.response },
            ]}
          />
        )}
      </Field>
      <Button type="submit" disabled={bad || !name.trim()}>
        {t.add}
      </Button>
    </form>
  );
}
