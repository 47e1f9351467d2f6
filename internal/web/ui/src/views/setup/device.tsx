import { Network } from "lucide-react";
import { useEffect, useState } from "react";
import { qrOf, type QR } from "@/model/setup/qr";
import { devicePage, listenOnNetwork } from "@/model/setup/snippets";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { Command, CopyButton, Field, Select } from "@/widgets";

const t = text.setup.device;

/** Where a device gets the certificate: the proxy's own page, as a code to be scanned. */
export function Device({ setup }: { setup: Schemas["Setup"] }) {
  const [chosen, setChosen] = useState("");
  const address = setup.addresses.includes(chosen) ? chosen : setup.addresses[0];
  if (!address) return <Loopback setup={setup} />;
  const page = devicePage(address);
  return (
    <section aria-labelledby="device" className="flex flex-wrap items-start gap-5 border-b pb-5">
      <Code of={page} />
      <div className="flex min-w-60 flex-1 flex-col gap-2">
        <h2 id="device" className="text-base font-semibold">
          {t.title}
        </h2>
        <p className="text-sm text-muted">
          {t.scan} {t.open}
        </p>
        <p className="flex items-center gap-1">
          <code className="font-mono text-sm select-text [overflow-wrap:anywhere]">{page}</code>
          <CopyButton text={page} label={t.copy(page)} doneLabel={text.setup.copied} />
        </p>
        {setup.addresses.length > 1 && (
          <Field label={t.network} className="max-w-72">
            {(control) => <Select {...control} value={address} onValue={setChosen} options={setup.addresses} />}
          </Field>
        )}
        <p className="text-xs text-muted">
          {t.same} {t.local(setup.local)}
        </p>
      </div>
    </section>
  );
}

function Loopback({ setup }: { setup: Schemas["Setup"] }) {
  return (
    <section aria-labelledby="device" className="flex gap-3 rounded border border-l-3 border-warn bg-warn-soft px-3 py-2.5">
      <Network size={20} aria-hidden className="mt-0.5 shrink-0 text-warn" />
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <h2 id="device" className="font-medium text-warn">
          {t.loopback}
        </h2>
        <p className="text-xs text-ink">{t.loopbackHint}</p>
        <Command text={listenOnNetwork(setup.proxy)} copyLabel={text.setup.copy} copiedLabel={text.setup.copied} />
        <p className="text-xs text-ink">
          {t.local(setup.local)}
        </p>
      </div>
    </section>
  );
}

/** Dark on light in either theme: cameras want it so. */
function Code({ of }: { of: string }) {
  const [code, setCode] = useState<{ of: string; qr?: QR; failed?: boolean }>({ of });
  useEffect(() => {
    let gone = false;
    qrOf(of).then(
      (qr) => !gone && setCode({ of, qr }),
      () => !gone && setCode({ of, failed: true }),
    );
    return () => {
      gone = true;
    };
  }, [of]);
  const qr = code.of === of ? code.qr : undefined;
  if (!qr)
    return (
      <div role="status" className="flex size-44 shrink-0 items-center justify-center rounded border p-3 text-center text-xs text-muted">
        {code.failed ? t.undrawn : t.drawing}
      </div>
    );
  const side = qr.size + 8; // four units of quiet all around
  return (
    <svg role="img" aria-label={t.code(of)} viewBox={`-4 -4 ${side} ${side}`} shapeRendering="crispEdges" className="size-44 shrink-0 rounded border">
      <rect x={-4} y={-4} width={side} height={side} fill="#fff" />
      <path d={qr.path} fill="#000" />
    </svg>
  );
}
