import { useEffect, useRef, useState, type ReactNode } from "react";
import { valueIn } from "@/model/inspect/cells";
import { jsonFilter } from "@/model/inspect/filters";
import { flip, foldText, foldedFrom, unfolded } from "@/model/inspect/folding";
import { pathIn, rowAt, useView, type ViewLine, type ViewOf } from "@/model/inspect/view";
import { text } from "@/text";
import { Failure, Loading, type MenuItem, type VirtualHandle } from "@/widgets";
import { copyText } from "../copy";
import { failed } from "../failed";
import { FindBar } from "./findbar";
import { useFindKey } from "./findkey";
import { Said } from "./said";
import { useSearch } from "./search";
import { ViewBar } from "./viewbar";
import { ViewRows } from "./viewrows";

interface Props {
  view: Omit<ViewOf, "as">;
  /** What it is shown as: a kind, "picture" or "preview", "" for what is found. */
  as: string;
  onAs(as: string): void;
  path: string;
  onPath(path: string): void;
  /** Changes when there may be more to lay out. */
  stamp: string;
  label(lines: number): string;
  facts: string | undefined;
  notes: readonly string[];
  onCopy: (() => void) | undefined;
  onFilter(expression: string): void;
  more: MenuItem[];
  /** What stands in place of the text for kinds that are no text. */
  inPlace?(kind: string): ReactNode;
}

/** A body or a message as text in windows, with folds and a search, or in place of it a picture or a page. */
export function LaidOut(props: Props) {
  const { as, path, onPath } = props;
  const t = text.inspector.body;
  const pane = useRef<HTMLDivElement>(null);
  const rows = useRef<VirtualHandle>(null);
  const [folding, setFolding] = useState(unfolded);
  const asked = as === "picture" || as === "preview" ? "" : as;
  const of: ViewOf = { ...props.view, as: asked };
  const shown = useView(of, foldText(folding), props.stamp);
  const page = shown.rows.latest?.view;
  const kind = kindOf(as, page);
  const instead = page && props.inPlace?.(kind);
  const search = useSearch(of, page?.complete ?? false);
  const [finding, setFinding] = useState(false);
  useFindKey(pane, () => setFinding(true));
  useEffect(() => setFolding(unfolded), [asked, path]);

  // Going to a match opens what hides it; the rows follow when they have come.
  const target = useRef<{ fold: string; place: number }>(undefined);
  const scroll = () => {
    const to = target.current;
    if (!to || to.fold !== shown.fold || shown.rows.total <= to.place) return;
    target.current = undefined;
    rows.current?.scrollTo(to.place, "center");
  };
  useEffect(scroll);
  const match = search.match;
  useEffect(() => {
    if (!match) return;
    let gone = false;
    void reveal(of, folding, match.line).then(
      (to) => {
        if (gone) return;
        target.current = { fold: foldText(to.folding), place: to.place };
        setFolding(to.folding);
        scroll();
      },
      (e: unknown) => !gone && failed(e),
    );
    return () => {
      gone = true;
    };
  }, [match]);

  const closeFind = () => {
    setFinding(false);
    search.onText("");
    rows.current?.element()?.focus({ preventScroll: true });
  };
  return (
    <div ref={pane} className="flex min-h-0 flex-1 flex-col">
      <ViewBar
        kind={kind}
        as={as}
        onAs={props.onAs}
        view={page}
        path={path}
        onPath={onPath}
        facts={props.facts}
        onFold={instead ? undefined : (close) => setFolding(close ? foldedFrom(1) : unfolded)}
        onFind={instead ? undefined : () => setFinding(true)}
        onCopy={props.onCopy}
        more={props.more}
      />
      {finding && !instead && <FindBar search={search} from={() => shown.rows.row(rows.current?.seen().first ?? 0)?.n ?? 1} onClose={closeFind} />}
      <Notes notes={[...props.notes, ...(page?.note ? page.note.split("\n") : [])]} facts={page?.facts ?? []} />
      {instead ??
        (shown.rows.error && !page ? (
          <Failure title={t.failed} hint={<Said error={shown.rows.error} />} />
        ) : !page ? (
          <Loading label={t.loading} />
        ) : (
          <>
            {shown.rows.error ? (
              <p role="alert" className="border-b bg-bad-soft px-3 py-1 text-xs text-bad">
                <Said error={shown.rows.error} />
              </p>
            ) : null}
            <ViewRows
              view={page}
              rows={shown.rows}
              want={shown.want}
              label={props.label(page.total_lines)}
              onFlip={(row) => setFolding((f) => flip(f, row))}
              marks={search.marks}
              menu={kind === "json" && path === "" ? (line) => jsonItems(of, line, onPath, props.onFilter) : undefined}
              handle={rows}
            />
          </>
        ))}
    </div>
  );
}

/** What a row of JSON offers: its path, and what can be done with it. */
function jsonItems(of: ViewOf, line: ViewLine, onPath: (path: string) => void, onFilter: (expression: string) => void): MenuItem[] {
  const t = text.inspector.body;
  const value = valueIn(line.s);
  const field = of.message >= 0 ? "json" : of.side === "request" ? "req.json" : "res.json";
  const find = (then: (path: string) => void) => () =>
    void pathIn(of, line).then((path) => path !== undefined && then(path), failed);
  return [
    "separator",
    { label: t.copyPath, onSelect: find((path) => void copyText(path, path)) },
    { label: t.onlyThis, onSelect: find(onPath) },
    { label: text.inspector.headers.filterBy, disabled: value === undefined, onSelect: find((path) => onFilter(jsonFilter(field, path, value!))) },
  ];
}

/** The kind that is seen: pictures are shown as such unless something else is chosen. */
function kindOf(as: string, view: { kind: string; image: boolean; preview: boolean } | undefined): string {
  if (!view) return as;
  if (as === "picture") return view.image ? as : view.kind;
  if (as === "preview") return view.preview ? as : view.kind;
  return as === "" && view.kind === "image" && view.image ? "picture" : view.kind;
}

/** Opens the folds around a row, and finds its place then. */
async function reveal(of: ViewOf, folding: typeof unfolded, row: number) {
  let f = folding;
  for (let tries = 0; tries < 30; tries++) {
    const { place, line } = await rowAt(of, foldText(f), row);
    if (!line || line.n === row) return { folding: f, place };
    f = flip(f, line.n);
  }
  return { folding: unfolded, place: row - 1 };
}

function Notes({ notes, facts }: { notes: readonly string[]; facts: readonly { name: string; value: string }[] }) {
  if (notes.length === 0 && facts.length === 0) return null;
  return (
    <div className="flex max-h-24 shrink-0 flex-wrap items-center gap-x-3 overflow-y-auto border-b px-3 py-0.5 text-2xs">
      {facts.map((f) => (
        <span key={f.name}>
          <span className="text-muted">{f.name}</span> {f.value}
        </span>
      ))}
      {notes.map((n) => (
        <span key={n} className="text-warn">
          {n}
        </span>
      ))}
    </div>
  );
}
