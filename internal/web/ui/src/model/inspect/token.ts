// JSON Web Tokens in header fields, taken apart for reading (RFC 7519). No
// signature is checked.

export interface Token {
  /** JSON, laid out. */
  readonly header: string;
  readonly payload: string;
  /** In ms since 1970. */
  readonly issued: number | undefined;
  readonly notBefore: number | undefined;
  readonly expires: number | undefined;
}

const shape = /eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/;
const longest = 64 << 10;

/** The first token in a value that can be read. */
export function tokenIn(value: string): Token | undefined {
  const found = shape.exec(value)?.[0];
  if (!found || found.length > longest) return undefined;
  const [head = "", body = ""] = found.split(".");
  const header = part(head);
  const payload = part(body);
  if (!header || !payload) return undefined;
  const claims = payload.value as Record<string, unknown>;
  const time = (name: string) => (typeof claims[name] === "number" ? claims[name] * 1000 : undefined);
  return { header: header.text, payload: payload.text, issued: time("iat"), notBefore: time("nbf"), expires: time("exp") };
}

function part(encoded: string): { text: string; value: object } | undefined {
  try {
    const octets = Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(octets));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return { text: JSON.stringify(value, null, 2), value };
  } catch {
    return undefined;
  }
}
