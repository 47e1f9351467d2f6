import { corrections, type Correction } from "../message/framing";
import { present, valueOf, type Field } from "../message/fields";
import { sizeOf, type Body } from "../message/octets";
import type { Schemas } from "../types";

type Detail = Schemas["PausedDetail"];
type MessageForm = Schemas["MessageForm"];

/** PausedForm is a paused message while somebody edits it. */
export interface PausedForm {
  /** What it is: an answer is a response in the place of a paused request. */
  is: "request" | "response" | "message" | "answer";
  version: string;
  method: string;
  url: string;
  status: number;
  reason: string;
  fields: Field[];
  trailers: Field[];
  body: Body;
}

/** formOf is a message of a detail as a form. left says why its body is not part of it. */
export function formOf(detail: Detail, of: MessageForm = detail.draft ?? detail.original): PausedForm {
  const answers = detail.phase === "request" && of.status !== undefined && !of.method;
  return {
    is: detail.phase === "message" ? "message" : answers ? "answer" : detail.phase === "response" ? "response" : "request",
    version: of.version ?? "",
    method: of.method ?? "",
    url: of.url ?? "",
    status: of.status ?? 0,
    reason: of.reason ?? "",
    fields: fieldsOf(of.fields),
    trailers: fieldsOf(of.trailers ?? []),
    body: bodyOf(of, answers ? "" : detail.body_left),
  };
}

const fieldsOf = (fields: readonly Schemas["EditedField"][]): Field[] => fields.map((f) => (f.base64 ? { name: f.name, value: f.value, base64: f.base64 } : { name: f.name, value: f.value }));

function bodyOf(of: MessageForm, left: string | undefined): Body {
  if (of.base64) return { is: "octets", base64: of.base64 };
  if (of.text === undefined && left) return { is: "kept", size: 0, note: left };
  return { is: "text", text: of.text ?? "" };
}

/** answerFor is the answer that is begun with when a request is to be answered here. */
export function answerFor(request: PausedForm): PausedForm {
  const json = /json/i.test(valueOf(request.fields, "accept") ?? "") || /json/i.test(valueOf(request.fields, "content-type") ?? "");
  return {
    is: "answer",
    version: request.version,
    method: "",
    url: "",
    status: 200,
    reason: "",
    fields: [{ name: "Content-Type", value: json ? "application/json" : "text/plain; charset=utf-8" }],
    trailers: [],
    body: { is: "text", text: json ? "{}" : "" },
  };
}

export const sameBody = (a: Body, b: Body): boolean => (a.is === "text" && b.is === "text" ? a.text === b.text : a.is === "octets" && b.is === "octets" ? a.base64 === b.base64 : a.is === b.is && a.is === "kept");

/** editOf is what the instance is told of a form. A body that is as it came is left out, so that it passes as it came. */
export function editOf(form: PausedForm, original: PausedForm): Schemas["Edit"] {
  const fields = present(form.fields);
  const trailers = present(form.trailers);
  const message: Schemas["EditedMessage"] = { fields: fields.map(written), ...(trailers.length && { trailers: trailers.map(written) }) };
  if (form.version) message.version = form.version;
  if (form.is === "request") Object.assign(message, { method: form.method.trim(), url: form.url.trim() });
  if (form.is === "response" || form.is === "answer") Object.assign(message, { status: form.status, ...(form.reason && { reason: form.reason }) });
  if (form.is === "answer" || !sameBody(form.body, original.body)) Object.assign(message, form.body.is === "octets" ? { base64: form.body.base64 } : form.body.is === "text" ? { text: form.body.text } : {});
  return { message };
}

const written = (f: Field): Schemas["EditedField"] => (f.base64 ? { name: f.name, value: f.value, base64: f.base64 } : { name: f.name, value: f.value });

/** changed reports whether a form says something else than the message as it came. */
export function changed(form: PausedForm, original: PausedForm): boolean {
  const bare = (f: PausedForm): string => JSON.stringify({ ...f, fields: present(f.fields), trailers: present(f.trailers), body: null });
  return bare(form) !== bare(original) || !sameBody(form.body, original.body);
}

/** Told is what the instance will put right when a form is sent: its framing, and Host where the URL leads elsewhere. */
export function told(form: PausedForm, original: PausedForm): { framing: Correction[]; host?: string } {
  if (form.is === "message") return { framing: [] };
  const coded = valueOf(form.fields, "content-encoding") !== undefined || /charset=(?!"?utf-?8)/i.test(valueOf(form.fields, "content-type") ?? "");
  const framing = corrections({
    version: form.version || "HTTP/1.1",
    status: form.is === "request" ? undefined : form.status,
    fields: present(form.fields),
    trailers: present(form.trailers).length,
    size: coded || form.body.is === "kept" ? undefined : sizeOf(form.body),
    was: original.fields,
    changedBody: form.is === "answer" || !sameBody(form.body, original.body),
  });
  return { framing, host: followingHost(form, original) };
}

function followingHost(form: PausedForm, original: PausedForm): string | undefined {
  if (form.is !== "request" || form.url.trim() === original.url) return undefined;
  const host = valueOf(form.fields, "host");
  const [to, from] = [authorityOf(form.url.trim()), authorityOf(original.url)];
  return host !== undefined && host === valueOf(original.fields, "host") && to && to !== from ? to : undefined;
}

function authorityOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "";
  }
}
