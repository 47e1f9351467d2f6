import type { Field } from "./fields";

/** splitURL takes the query off a URL; without one, query is undefined. */
export function splitURL(url: string): { base: string; query: string | undefined; hash: string } {
  const h = url.indexOf("#");
  const hash = h < 0 ? "" : url.slice(h);
  const rest = h < 0 ? url : url.slice(0, h);
  const q = rest.indexOf("?");
  return q < 0 ? { base: rest, query: undefined, hash } : { base: rest.slice(0, q), query: rest.slice(q + 1), hash };
}

const decode = (s: string): string => {
  try {
    return decodeURIComponent(s.replaceAll("+", " "));
  } catch {
    return s;
  }
};

// A blank is written as +, which every reader of queries takes for one; what a query may hold stays as it is.
const encode = (s: string): string => encodeURIComponent(s).replaceAll("%20", "+").replaceAll(/%(3A|2F|40|2C|24|3B|5B|5D)/g, (c) => decodeURIComponent(c));

/** paramsOf are the parameters of a URL, decoded. */
export function paramsOf(url: string): Field[] {
  const { query } = splitURL(url);
  if (!query) return [];
  return query.split("&").map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? { name: decode(pair), value: "" } : { name: decode(pair.slice(0, at)), value: decode(pair.slice(at + 1)) };
  });
}

/** withParams is the URL with these parameters; those that have not changed stay as they were written. */
export function withParams(url: string, params: readonly Field[]): string {
  const { base, query, hash } = splitURL(url);
  const written = query ? query.split("&") : [];
  const was = paramsOf(url);
  const left = new Set(written.keys());
  const pairs = params.map((p, i) => {
    const same = (k: number): boolean => left.has(k) && was[k]!.name === p.name && was[k]!.value === p.value;
    const at = same(i) ? i : [...left].find(same);
    if (at !== undefined) {
      left.delete(at);
      return written[at]!;
    }
    return p.value === "" && written[i] !== undefined && !written[i]!.includes("=") ? encode(p.name) : `${encode(p.name)}=${encode(p.value)}`;
  });
  return `${base}${pairs.length ? `?${pairs.join("&")}` : ""}${hash}`;
}
