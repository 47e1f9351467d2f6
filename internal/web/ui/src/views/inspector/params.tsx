import { bodyText } from "@/model/inspect/entry";
import { params, queryOf } from "@/model/inspect/params";
import { useLoaded } from "@/model/loaded";
import { text } from "@/text";
import { Empty, Notice } from "@/widgets";
import type { KnownProps } from "./entry";
import { Pairs } from "./pairs";
import { Said } from "./said";

const largest = 1 << 20; // octets of a form that is shown as a table

export const isForm = (type: string): boolean => /^application\/x-www-form-urlencoded\b/i.test(type.trim());

/** What the request asks with: the query of its URL, the fields of its form. */
export function Params({ detail: d, session, onFilter }: KnownProps) {
  const t = text.inspector.params;
  const query = queryOf(d.url);
  const form = isForm(d.request.type) && d.request.stored > 0;
  const fits = d.request.stored <= largest;
  const loaded = useLoaded(form && fits ? `${session}/${d.id}/${d.request.stored}` : "", (signal) => bodyText({ id: d.id, session }, "request", signal));
  const fields = loaded.value === undefined ? [] : params(loaded.value.trim());
  if (query.length === 0 && !form) return <Empty title={t.none}>{t.noneHint}</Empty>;
  return (
    <div className="min-h-0 flex-1 overflow-auto pb-2">
      {query.length > 0 && <Pairs title={t.query} all={query} field="query" onFilter={onFilter} />}
      {fields.length > 0 && <Pairs title={t.form} all={fields} field="form" onFilter={onFilter} />}
      {form && !fits && <Notice>{t.tooLarge}</Notice>}
      {loaded.error ? (
        <Notice tone="warn">
          <Said error={loaded.error} />
        </Notice>
      ) : null}
    </div>
  );
}
