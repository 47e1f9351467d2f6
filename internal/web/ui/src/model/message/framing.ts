import { sameName, type Field } from "./fields";

/** Correction is what the instance will put right in a message that is sent, so that its end can be told. */
export interface Correction {
  name: string;
  /** Values as they are written, and as they will be; none: it goes, or comes. */
  from: readonly string[];
  to: readonly string[];
}

/** Framed is what framing follows from. */
export interface Framed {
  version: string;
  /** A status that has no body: 1xx, 204, 304. */
  status?: number;
  fields: readonly Field[];
  trailers: number;
  /** Octets of a new body as it is sent; undefined: it stays as it came, or its coding is applied again and its length is not known before. */
  size: number | undefined;
  /** As the message came: right for the body as it came. */
  was: readonly Field[];
  changedBody: boolean;
}

const values = (fields: readonly Field[], name: string): string[] => fields.filter((f) => sameName(f.name, name)).map((f) => f.value);

/** corrections tells, before a message is sent, which of its fields the instance will put right. */
export function corrections(m: Framed): Correction[] {
  const all: Correction[] = [];
  const put = (name: string, to: readonly string[]): void => {
    const from = values(m.fields, name);
    if (from.length !== to.length || from.some((v, i) => v !== to[i])) all.push({ name, from, to });
  };
  if (/^HTTP\/[23]/.test(m.version)) for (const name of ["Connection", "Proxy-Connection", "Keep-Alive", "Upgrade", "Transfer-Encoding"]) put(name, []);
  const bodiless = m.status !== undefined && (m.status < 200 || m.status === 204 || m.status === 304);
  if (bodiless && m.status !== 304) {
    put("Content-Length", []);
    put("Transfer-Encoding", []);
  } else if (!m.changedBody) {
    put("Content-Length", values(m.was, "content-length"));
    if (!/^HTTP\/[23]/.test(m.version)) put("Transfer-Encoding", values(m.was, "transfer-encoding"));
  } else if (m.size !== undefined) {
    const coding = values(m.fields, "transfer-encoding");
    const chunked = m.version === "HTTP/1.1" && (m.trailers > 0 || (coding.length === 1 && sameName(coding[0]!, "chunked")));
    put("Content-Length", chunked ? [] : [String(m.size)]);
    if (!/^HTTP\/[23]/.test(m.version)) put("Transfer-Encoding", chunked ? (coding.length === 1 ? coding : ["chunked"]) : []);
  }
  return all;
}
