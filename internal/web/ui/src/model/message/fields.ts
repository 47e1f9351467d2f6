// Lists of fields while somebody edits them: headers, trailers, parameters.

/** Field is a name and a value; octets that are no text are in base64. */
export interface Field {
  name: string;
  value: string;
  base64?: string;
}

/** withField puts a field in a place; past the last it is one more. */
export function withField(fields: readonly Field[], at: number, field: Field): Field[] {
  return at >= fields.length ? [...fields, field] : fields.map((f, i) => (i === at ? field : f));
}

export function withoutField(fields: readonly Field[], at: number): Field[] {
  return fields.filter((_, i) => i !== at);
}

/** movedField is the list with one of them by places further down (or up). */
export function movedField<T>(fields: readonly T[], at: number, by: number): T[] {
  const to = at + by;
  if (to < 0 || to >= fields.length) return [...fields];
  const next = [...fields];
  next.splice(to, 0, ...next.splice(at, 1));
  return next;
}

export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** valueOf is the first value of a name, undefined when there is none. */
export function valueOf(fields: readonly Field[], name: string): string | undefined {
  return fields.find((f) => sameName(f.name, name))?.value;
}

/** setValue gives the first field of a name a value, in its place, and drops the others; undefined drops all. */
export function setValue(fields: readonly Field[], name: string, value: string | undefined): Field[] {
  const at = fields.findIndex((f) => sameName(f.name, name));
  const left = fields.filter((f, i) => i === at || !sameName(f.name, name));
  if (value === undefined) return left.filter((f) => !sameName(f.name, name));
  return at < 0 ? [...left, { name, value }] : left.map((f) => (sameName(f.name, name) ? { name: f.name, value } : f));
}

/** Wrong says what cannot be sent: a name that is no token (RFC 9110 §5.6.2), or a control character in a value. */
export type Wrong = "name" | "value";

export function wrongIn(field: Field): Wrong | undefined {
  if (field.name === "" && field.value === "") return undefined;
  if (!/^:?[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(field.name)) return "name";
  return /[\u0000\r\n]/.test(field.value) ? "value" : undefined;
}

/** present leaves out the fields that are still empty. */
export function present(fields: readonly Field[]): Field[] {
  return fields.filter((f) => f.name !== "" || f.value !== "");
}

/** fieldsText is the list as lines, for editing many at once. */
export function fieldsText(fields: readonly Field[]): string {
  return fields.map((f) => `${f.name}: ${f.value}`).join("\n");
}

/** readFields reads what fieldsText wrote, or what was copied from somewhere: a line without a colon is a name without a value. */
export function readFields(text: string): Field[] {
  return text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const at = line.indexOf(":", line.startsWith(":") ? 1 : 0);
      return at < 0 ? { name: line.trim(), value: "" } : { name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
    });
}

/** looksLikeFields reports whether a pasted text is a list of fields and not one value. */
export function looksLikeFields(text: string): boolean {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
  return lines.length > 1 && lines.every((line) => /^:?[!#$%&'*+.^_`|~0-9A-Za-z-]+:/.test(line));
}

/** Names that requests and responses often have, for completion. */
export const requestNames = [
  "Accept",
  "Accept-Encoding",
  "Accept-Language",
  "Authorization",
  "Cache-Control",
  "Content-Encoding",
  "Content-Type",
  "Cookie",
  "Forwarded",
  "Host",
  "If-Match",
  "If-Modified-Since",
  "If-None-Match",
  "Origin",
  "Prefer",
  "Range",
  "Referer",
  "Traceparent",
  "User-Agent",
  "X-Forwarded-For",
  "X-Request-Id",
  "X-Requested-With",
] as const;

export const responseNames = [
  "Access-Control-Allow-Credentials",
  "Access-Control-Allow-Headers",
  "Access-Control-Allow-Methods",
  "Access-Control-Allow-Origin",
  "Age",
  "Allow",
  "Cache-Control",
  "Content-Disposition",
  "Content-Encoding",
  "Content-Language",
  "Content-Security-Policy",
  "Content-Type",
  "Date",
  "ETag",
  "Expires",
  "Last-Modified",
  "Location",
  "Retry-After",
  "Server",
  "Set-Cookie",
  "Strict-Transport-Security",
  "Vary",
  "WWW-Authenticate",
  "X-Content-Type-Options",
] as const;

export const mediaTypes = ["application/json", "application/x-www-form-urlencoded", "application/xml", "application/octet-stream", "text/plain; charset=utf-8", "text/html; charset=utf-8", "text/css", "text/javascript", "multipart/form-data", "text/event-stream"] as const;

export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;
