// Cookies as tables (RFC 6265, and what browsers add in draft-ietf-httpbis-rfc6265bis).

import { valuesOf, type Field } from "./fields";

export interface Cookie {
  readonly name: string;
  readonly value: string;
}

/** The cookies of a request, in order, those of several fields joined. */
export function cookiesOf(fields: readonly Field[] | null | undefined): Cookie[] {
  return valuesOf(fields, "cookie").flatMap((value) =>
    value
      .split(";")
      .map((s) => s.trim())
      .filter((s) => s !== "")
      .map(pair),
  );
}

/** What is odd about a cookie that a response sets; words for each are in the catalogue. */
export type CookieFlaw = "none-insecure" | "host-prefix" | "secure-prefix" | "no-name";

export interface SetCookie extends Cookie {
  /** As written, in order; undefined when an attribute has no value. */
  readonly attributes: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly domain: string;
  readonly path: string;
  readonly sameSite: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly partitioned: boolean;
  /** When it ends, in ms since 1970; undefined: with the browser's session. */
  readonly expires: number | undefined;
  /** It takes a cookie away. */
  readonly deletes: boolean;
  readonly flaws: readonly CookieFlaw[];
}

/** The cookies that a response sets; at is when it came, in ms since 1970. */
export function setCookiesOf(fields: readonly Field[] | null | undefined, at: number): SetCookie[] {
  return valuesOf(fields, "set-cookie").map((v) => setCookie(v, at));
}

function setCookie(text: string, at: number): SetCookie {
  const [first = "", ...rest] = text.split(";").map((s) => s.trim());
  const attributes = rest
    .filter((s) => s !== "")
    .map((s) => {
      const i = s.indexOf("=");
      return i < 0 ? { name: s, value: undefined } : { name: s.slice(0, i).trim(), value: s.slice(i + 1).trim() };
    });
  // The last attribute of a name counts (RFC 6265 §5.3).
  const last = (name: string) => attributes.findLast((a) => a.name.toLowerCase() === name);
  const cookie = {
    ...pair(first),
    attributes,
    domain: last("domain")?.value ?? "",
    path: last("path")?.value ?? "",
    sameSite: last("samesite")?.value ?? "",
    secure: last("secure") !== undefined,
    httpOnly: last("httponly") !== undefined,
    partitioned: last("partitioned") !== undefined,
    expires: expiry(last("max-age")?.value, last("expires")?.value, at),
  };
  return { ...cookie, deletes: cookie.expires !== undefined && cookie.expires <= at, flaws: flaws(cookie) };
}

function pair(text: string): Cookie {
  const i = text.indexOf("=");
  if (i < 0) return { name: "", value: text }; // as browsers take it
  return { name: text.slice(0, i).trim(), value: text.slice(i + 1).trim() };
}

// Max-Age goes before Expires (RFC 6265 §4.1.2.2).
function expiry(maxAge: string | undefined, expires: string | undefined, at: number): number | undefined {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) {
    const seconds = Number(maxAge);
    return seconds <= 0 ? 0 : at + seconds * 1000;
  }
  const time = expires === undefined ? NaN : Date.parse(expires.replaceAll("-", " "));
  return Number.isNaN(time) ? undefined : time;
}

function flaws(c: Omit<SetCookie, "deletes" | "flaws">): CookieFlaw[] {
  const all: CookieFlaw[] = [];
  const name = c.name.toLowerCase();
  if (c.sameSite.toLowerCase() === "none" && !c.secure) all.push("none-insecure");
  if (name.startsWith("__host-") && (!c.secure || c.domain !== "" || c.path !== "/")) all.push("host-prefix");
  if (name.startsWith("__secure-") && !c.secure) all.push("secure-prefix");
  if (name === "") all.push("no-name");
  return all;
}
