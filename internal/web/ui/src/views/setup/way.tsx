import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import type { Snippet } from "@/model/setup/snippets";
import { text } from "@/text";
import { Button, cx } from "@/widgets";
import { failed } from "../failed";

const t = text.setup;
const shells = new Set(["sh", "fish", "powershell", "cmd"]); // long lines of these are seen whole

/** One way: what to type or do. */
export function Way({ snippet }: { snippet: Snippet }) {
  const steps = snippet.language === "steps";
  return (
    <section aria-labelledby="way" className="flex flex-col gap-2">
      <div className="flex items-center gap-3">
        <h2 id="way" className="min-w-0 flex-1 text-lg font-semibold">
          {snippet.title}
        </h2>
        <CopyText key={snippet.id} what={snippet.text} label={steps ? t.copySteps : t.copy} />
      </div>
      {steps ? <Steps lines={snippet.text.split("\n")} /> : <Code title={snippet.title} code={snippet.text.trimEnd()} wrap={shells.has(snippet.language)} />}
      {snippet.note && <p className="text-sm text-muted [overflow-wrap:anywhere]">{snippet.note}</p>}
    </section>
  );
}

function Code({ title, code, wrap }: { title: string; code: string; wrap: boolean }) {
  return (
    <pre
      role="region"
      aria-label={t.textOf(title)}
      tabIndex={0}
      className={cx("max-h-[60vh] overflow-auto rounded border bg-sunken px-3 py-2.5 font-mono text-xs leading-5 select-text", wrap && "whitespace-pre-wrap [overflow-wrap:anywhere]")}
    >
      {code}
    </pre>
  );
}

function Steps({ lines }: { lines: string[] }) {
  return (
    <ol className="flex flex-col gap-2 pt-1">
      {lines.filter(Boolean).map((line, i) => (
        <li key={i} className="flex gap-2.5 text-sm">
          <span aria-hidden className="mt-px flex size-4.5 shrink-0 items-center justify-center rounded-full bg-accent-soft text-2xs font-semibold text-accent">
            {i + 1}
          </span>
          <span className="min-w-0 flex-1 select-text [overflow-wrap:anywhere]">{line}</span>
        </li>
      ))}
    </ol>
  );
}

function CopyText({ what, label }: { what: string; label: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 2000);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <Button kind="primary" icon={done ? Check : Copy} className="h-8 min-w-24 px-4" onClick={() => navigator.clipboard.writeText(what).then(() => setDone(true), failed)}>
      {done ? t.copied : label}
    </Button>
  );
}
