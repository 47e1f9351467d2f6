import { sizeOf } from "../message/octets";
import type { Form } from "./form";

/** Past is a request that was sent, and when. */
export interface Past {
  at: string; // RFC 3339
  form: Form;
}

const most = 50;
const mostBody = 8 << 10; // octets of a body that are remembered
const mostAll = 96 << 10; // characters of the whole: preferences have a limit that others share

/** remember puts a request first; what was sent before in the same way moves there. Long bodies are left out. */
export function remember(past: readonly Past[], form: Form, at: string): Past[] {
  const kept: Form = sizeOf(form.body) > mostBody || form.body.is === "kept" ? { ...form, body: { is: "text", text: "" } } : form;
  const key = keyOf(kept);
  const next = [{ at, form: kept }, ...past.filter((p) => keyOf(p.form) !== key)].slice(0, most);
  let length = 0;
  return next.filter((p, i) => (length += JSON.stringify(p).length) <= mostAll || i === 0);
}

const keyOf = (f: Form): string => JSON.stringify([f.method, f.url, f.version, f.fields, f.body]);

/** readHistory takes from the preferences what is a history. */
export function readHistory(v: unknown): Past[] {
  return Array.isArray(v) ? v.filter(isPast) : [];
}

function isPast(v: unknown): v is Past {
  const f = (v as Past | null)?.form as Partial<Form> | undefined;
  return typeof (v as Past | null)?.at === "string" && typeof f?.method === "string" && typeof f.url === "string" && Array.isArray(f.fields) && typeof f.body?.is === "string";
}
