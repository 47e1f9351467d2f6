import { useId, type ReactNode } from "react";
import { ApiError } from "@/model/api";
import type { Loaded } from "@/model/loaded";
import { text } from "@/text";
import { Button, CopyButton, cx, Failure, Loading } from "@/widgets";

const t = text.settings;

/** A part of a page of settings, under a line. */
export function Section({ title, hint, actions, children }: { title: string; hint?: ReactNode; actions?: ReactNode; children?: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-2 border-t pt-3 pb-5 first-of-type:border-t-0 first-of-type:pt-0">
      <div className={cx("flex flex-wrap items-center gap-2", !!actions && "min-h-7")}>
        <h3 id={id} className="min-w-0 flex-1 text-sm font-semibold">
          {title}
        </h3>
        {actions}
      </div>
      {hint && <p className="-mt-1 text-xs text-muted">{hint}</p>}
      {children}
    </section>
  );
}

/** Says why something could not be read, and offers to try again. */
export function Unread({ error, retry }: { error: unknown; retry(): void }) {
  const hint = error instanceof ApiError ? error.hint : "";
  return (
    <Failure
      title={t.failed}
      hint={
        <>
          {error instanceof Error ? error.message : String(error)}
          {hint && <span className="block">{hint}</span>}
        </>
      }
      actions={<Button onClick={retry}>{text.common.retry}</Button>}
    />
  );
}

/** What was loaded, or that it is on its way, or why it is not there. */
export function Held<T>({ of, children }: { of: Loaded<T>; children(value: T): ReactNode }) {
  if (of.value !== undefined) return <>{children(of.value)}</>;
  return of.error ? <Unread error={of.error} retry={of.reload} /> : <Loading label={t.loading} />;
}

export interface Fact {
  name: string;
  value: ReactNode;
  /** Copied by a button. */
  copy?: string;
  mono?: boolean;
}

/** Names and values, a line each. */
export function Facts({ facts }: { facts: readonly (Fact | false | undefined)[] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,max-content)_minmax(0,1fr)] gap-x-4 text-xs">
      {facts.map(
        (f) =>
          f && (
            <div key={f.name} className="col-span-2 grid min-h-6 grid-cols-subgrid items-center">
              <dt className="text-muted">{f.name}</dt>
              <dd className={cx("flex min-w-0 items-center gap-1 select-text [overflow-wrap:anywhere]", f.mono && "font-mono")}>
                <span className="min-w-0">{f.value}</span>
                {f.copy && <CopyButton text={f.copy} label={t.ca.copyFact(f.name)} doneLabel={t.copied} size={13} className="-my-1" />}
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** A switch, a choice or a button beside what it is about. */
export function Line({ title, hint, children }: { title: ReactNode; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
      <div className="min-w-52 flex-1">
        <p className="text-sm">{title}</p>
        {hint && <p className="text-xs text-muted">{hint}</p>}
      </div>
      {children}
    </div>
  );
}
