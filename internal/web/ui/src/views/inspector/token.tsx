import type { Token } from "@/model/inspect/token";
import { text } from "@/text";
import { Badge } from "@/widgets";

/** What is in a JSON Web Token. */
export function TokenFacts({ token }: { token: Token }) {
  const t = text.inspector.headers;
  const u = text.units;
  const parts = [
    [t.tokenHeader, token.header],
    [t.tokenPayload, token.payload],
  ] as const;
  return (
    <div className="my-1 flex flex-col gap-1 rounded border bg-panel p-2">
      <div className="flex flex-wrap items-center gap-2 font-sans text-2xs text-muted">
        {token.expires !== undefined && (
          <Badge tone={token.expires < Date.now() ? "warn" : "ok"}>
            {(token.expires < Date.now() ? t.tokenExpired : t.tokenExpires)(u.dateTime(new Date(token.expires).toISOString()))}
          </Badge>
        )}
        {t.tokenNote}
      </div>
      {parts.map(([name, json]) => (
        <div key={name}>
          <div className="font-sans text-2xs text-muted">{name}</div>
          <pre className="text-xs leading-4.5 whitespace-pre-wrap">{json}</pre>
        </div>
      ))}
    </div>
  );
}
