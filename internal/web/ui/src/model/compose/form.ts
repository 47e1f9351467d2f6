import { languageOf } from "../message/media";
import { present, setValue, valueOf, type Field } from "../message/fields";
import type { Body } from "../message/octets";
import type { Request } from "../message/raw";
import type { Schemas } from "../types";

/** Form is a request while it is composed. */
export interface Form {
  method: string;
  url: string;
  version: "" | "http/1.1" | "h2";
  fields: Field[];
  body: Body;
  /** Put the codings that Content-Encoding names on the body. */
  encode: boolean;
  /** The entry that it was made from, 0 for none, and the session that it is in. */
  of: number;
  session: string;
}

export const emptyForm: Form = { method: "GET", url: "", version: "", fields: [], body: { is: "text", text: "" }, encode: false, of: 0, session: "" };

/** formOf is the form of what the instance gave. */
export function formOf(c: Schemas["Compose"]): Form {
  const body: Body = c.base64 ? { is: "octets", base64: c.base64 } : c.same_body ? { is: "kept", size: 0, note: c.body_note ?? "" } : { is: "text", text: c.text ?? "" };
  return { method: c.method, url: c.url, version: c.version ?? "", fields: c.fields.map(({ name, value }) => ({ name, value })), body, encode: c.encode ?? false, of: c.replay_of ?? 0, session: c.session ?? "" };
}

/** composeOf is what is asked of the instance. */
export function composeOf(f: Form, rules: boolean): Schemas["Compose"] {
  const body: Partial<Schemas["Compose"]> = f.body.is === "octets" ? { base64: f.body.base64 } : f.body.is === "kept" ? { same_body: true } : f.body.text === "" ? {} : { text: f.body.text };
  return {
    method: f.method.trim(),
    url: withScheme(f.url),
    fields: present(f.fields).map(({ name, value }) => ({ name, value })),
    ...body,
    ...(f.version && { version: f.version }),
    ...(f.encode && { encode: true }),
    ...(f.of && { replay_of: f.of }),
    ...(f.session && { session: f.session }),
    ...(!rules && { rules: false }),
    wait: true,
  };
}

/** withScheme completes what people write for a URL. A name of this machine is asked without TLS. */
export function withScheme(url: string): string {
  const u = url.trim();
  if (u === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(u)) return u;
  const local = /^(?:127\.|\[::1\]|(?:[^/?#:]*\.)?local(?:host)?(?:[:/?#]|$))/i.test(u);
  return `${local ? "http" : "https"}://${u}`;
}

/** requestOf is the form as it is shown as text; undefined when its body is none. */
export function requestOf(f: Form): Request | undefined {
  return f.body.is === "text" ? { method: f.method, url: withScheme(f.url), version: f.version, fields: present(f.fields), text: f.body.text } : undefined;
}

/** withRequest puts into the form what was edited as text. */
export function withRequest(f: Form, r: Request): Form {
  return { ...f, method: r.method, url: r.url, version: r.version as Form["version"], fields: r.fields, body: { is: "text", text: r.text } };
}

/** withBody puts a body into the form; a media type is added to one that has none, and a method with a body chosen. */
export function withBody(f: Form, body: Body): Form {
  const was = f.body.is === "text" && f.body.text === "";
  const fresh = was && !(body.is === "text" && body.text === "");
  if (!fresh) return { ...f, body };
  const type = valueOf(f.fields, "content-type") === undefined && body.is === "text" ? typeOf(body.text) : undefined;
  return { ...f, body, method: f.method === "GET" ? "POST" : f.method, fields: type ? setValue(f.fields, "Content-Type", type) : f.fields };
}

function typeOf(text: string): string | undefined {
  return { json: "application/json", xml: "application/xml", html: "text/html; charset=utf-8" }[languageOf(undefined, text) as string];
}

/** missing says what is missing before a form can be sent. */
export function missing(f: Form): "method" | "url" | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(f.method.trim())) return "method";
  return /^https?:\/\/[^/?#\s]+\S*$/i.test(withScheme(f.url)) ? undefined : "url";
}
