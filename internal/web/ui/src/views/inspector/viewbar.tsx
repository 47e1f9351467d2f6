import { ChevronsDownUp, ChevronsUpDown, Copy, Ellipsis, Search } from "lucide-react";
import { useEffect, useState } from "react";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { IconButton, Input, Menu, Select, type MenuItem } from "@/widgets";

interface Props {
  kind: string;
  as: string;
  onAs(as: string): void;
  view: Schemas["View"] | undefined;
  path: string;
  onPath(path: string): void;
  facts: string | undefined;
  onFold: ((close: boolean) => void) | undefined;
  onFind: (() => void) | undefined;
  onCopy: (() => void) | undefined;
  more: MenuItem[];
}

/** What a body is shown as, and what can be done with it. */
export function ViewBar({ kind, as, onAs, view, path, onPath, facts, onFold, onFind, onCopy, more }: Props) {
  const t = text.inspector.body;
  const found = view?.kinds[0] ?? "";
  const kinds = [...(view?.image ? ["picture"] : []), ...(view?.kinds ?? []), ...(view?.preview ? ["preview"] : [])];
  if (kind && !kinds.includes(kind)) kinds.push(kind);
  const json = view !== undefined && (path !== "" || view.kind === "json" || view.kind === "ndjson");
  const unasked = found === "image" && view?.image ? "picture" : found;
  return (
    <div className="flex h-7 shrink-0 items-center gap-1 border-b pr-1 pl-1.5">
      <Select
        aria-label={t.as}
        value={kind}
        onValue={(k) => onAs(k === unasked ? "" : k)}
        options={kinds.map((k) => ({ value: k, label: t.kind(k) }))}
        className="shrink-0 [&_select]:h-5.5 [&_select]:border-transparent [&_select]:bg-transparent [&_select]:pl-1 [&_select]:text-xs [&_select]:hover:border-line-strong"
        title={as ? undefined : t.auto(t.kind(found))}
      />
      {json ? <PathField path={path} onPath={onPath} /> : <span className="flex-1" />}
      {view && !view.complete && <span className="text-2xs text-faint">{t.growing}</span>}
      {facts && <span className="hidden truncate px-1 text-2xs text-muted @3xl:inline">{facts}</span>}
      {view?.folds && onFold && (
        <>
          <IconButton icon={ChevronsDownUp} size={14} label={t.closeFolds} onClick={() => onFold(true)} className="h-6! min-w-6!" />
          <IconButton icon={ChevronsUpDown} size={14} label={t.openFolds} onClick={() => onFold(false)} className="h-6! min-w-6!" />
        </>
      )}
      {onFind && <IconButton icon={Search} size={14} label={t.find} keys="Mod+f" onClick={onFind} className="h-6! min-w-6!" />}
      {onCopy && <IconButton icon={Copy} size={14} label={t.copy} onClick={onCopy} className="h-6! min-w-6!" />}
      {more.length > 0 && (
        <Menu items={more} align="end">
          <IconButton icon={Ellipsis} size={14} label={t.more} className="h-6! min-w-6!" />
        </Menu>
      )}
    </div>
  );
}

const pause = 350; // ms without a key, after which a path is taken

function PathField({ path, onPath }: { path: string; onPath(path: string): void }) {
  const t = text.inspector.body;
  const [typed, setTyped] = useState(path);
  useEffect(() => setTyped((was) => (was.trim() === path ? was : path)), [path]); // it is set elsewhere, too
  useEffect(() => {
    if (typed.trim() === path) return;
    const timer = setTimeout(() => onPath(typed.trim()), pause);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <Input
      mono
      value={typed}
      onChange={(e) => setTyped(e.target.value)}
      onKeyDown={(e) => {
        if (e.key === "Enter") onPath(typed.trim());
        if (e.key === "Escape" && typed) {
          e.stopPropagation();
          setTyped("");
          onPath("");
        }
      }}
      aria-label={t.path}
      placeholder={t.pathHint}
      className="h-5.5! flex-1 border-transparent! bg-transparent! px-1! hover:border-line-strong! focus:border-line-strong!"
    />
  );
}
