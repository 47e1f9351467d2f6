import { Download } from "lucide-react";
import { href } from "@/model/route";
import { fingerprint } from "@/model/setup/snippets";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { CopyButton } from "@/widgets";

const t = text.setup.certificate;

/** The public certificate: what clients have to trust. */
export function Certificate({ setup }: { setup: Schemas["Setup"] }) {
  const print = fingerprint(setup.root_sha256);
  return (
    <section aria-labelledby="certificate" className="flex flex-col gap-2 border-t pt-4">
      <div className="flex flex-wrap items-center gap-3">
        <h2 id="certificate" className="min-w-0 flex-1 text-base font-semibold">
          {t.title}
        </h2>
        <a href={href("settings", "ca")} className="text-sm">
          {t.trust}
        </a>
        <a href="/root.pem" download="rockxy-root.pem" className="inline-flex h-7 items-center gap-1.5 rounded border border-line-strong bg-raised px-2.5 text-sm font-medium text-ink hover:bg-hover hover:no-underline">
          <Download size={14} aria-hidden />
          {t.download}
        </a>
      </div>
      <p className="text-sm text-muted">{t.hint}</p>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 text-xs">
        <dt className="text-muted">{t.fingerprint}</dt>
        <dd className="font-mono select-text [overflow-wrap:anywhere]">
          {print.slice(0, 48)}
          <wbr />
          {print.slice(48)}
        </dd>
        <dd>
          <CopyButton text={print} label={t.copyFingerprint} doneLabel={text.setup.copied} />
        </dd>
        <dt className="text-muted">{t.file}</dt>
        <dd className="font-mono select-text [overflow-wrap:anywhere]">{setup.root_file}</dd>
        <dd>
          <CopyButton text={setup.root_file} label={t.copyFile} doneLabel={text.setup.copied} />
        </dd>
      </dl>
    </section>
  );
}
