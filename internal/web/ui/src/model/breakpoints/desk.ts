import { ApiError, del, get, post, put } from "../api";
import { createStore, type Store } from "../store";
import type { Schemas } from "../types";
import { answerFor, changed, editOf, formOf, type PausedForm } from "./form";

type Detail = Schemas["PausedDetail"];
export type Item = Schemas["PausedItem"];

/** Desk is one paused message with what somebody has made of it so far. */
export interface Desk {
  detail: Detail;
  original: PausedForm;
  form: PausedForm;
  /** The text while it is edited as text, else undefined. */
  raw?: string;
  /** The edit that an answer put aside. */
  aside?: PausedForm;
  /** Whether the instance does not have the latest edit yet. */
  unsaved: boolean;
  /** Why it cannot have it: what is wrong with the text. */
  wrong?: ApiError;
}

/** queue is what is paused, in the order of arrival; null before it is known. */
export const queue: Store<readonly Item[] | null> = createStore<readonly Item[] | null>(null);
/** desks are the messages that were opened, by number. */
export const desks: Store<ReadonlyMap<number, Desk>> = createStore<ReadonlyMap<number, Desk>>(new Map());

const saveAfter = 500; // milliseconds
const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** readQueue reads what is paused, and forgets what is not any more. */
export async function readQueue(): Promise<void> {
  const { paused } = await get<Schemas["PausedList"]>("/v1/breakpoints");
  queue.set(paused);
  const there = new Set(paused.map((p) => p.id));
  for (const id of desks.get().keys()) if (!there.has(id)) forget(id);
}

/** openDesk reads a message, unless it is open. */
export async function openDesk(id: number, signal?: AbortSignal): Promise<void> {
  if (desks.get().has(id)) return;
  show(await get<Detail>(`/v1/breakpoints/${id}`, { signal }));
}

function show(detail: Detail): void {
  const original = formOf(detail, detail.original);
  set(detail.id, { detail, original, form: formOf(detail), unsaved: false });
}

function set(id: number, desk: Desk): void {
  desks.set((was) => new Map(was).set(id, desk));
}

function change(id: number, part: Partial<Desk>): void {
  const desk = desks.get().get(id);
  if (desk) set(id, { ...desk, ...part });
}

function forget(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  desks.set((was) => {
    const next = new Map(was);
    next.delete(id);
    return next;
  });
}

/** edit changes the form. The first edit stops the clock, and each is kept by the instance a moment later. */
export function edit(id: number, form: PausedForm): void {
  take(id);
  change(id, { form, unsaved: true, wrong: undefined });
  later(id);
}

/** editRaw changes the text. */
export function editRaw(id: number, raw: string): void {
  take(id);
  change(id, { raw, unsaved: true, wrong: undefined });
  later(id);
}

/** take stops the clock of a message that somebody is about to decide about. */
export function take(id: number): void {
  const desk = desks.get().get(id);
  if (!desk?.detail.deadline) return;
  change(id, { detail: { ...desk.detail, deadline: null } });
  queue.set((all) => all && all.map((p) => (p.id === id ? { ...p, deadline: null } : p)));
  void post(`/v1/breakpoints/${id}/take`).catch(() => {}); // gone: the queue says so
}

function later(id: number): void {
  clearTimeout(timers.get(id));
  timers.set(
    id,
    setTimeout(() => void keep(id).catch(() => {}), saveAfter),
  );
}

/** keep gives the instance the latest edit. The error is an ApiError when what was edited is no message. */
export async function keep(id: number): Promise<void> {
  clearTimeout(timers.get(id));
  const desk = desks.get().get(id);
  if (!desk?.unsaved) return;
  try {
    if (desk.raw === undefined && !changed(desk.form, desk.original)) await del(`/v1/breakpoints/${id}/draft`);
    else await put(`/v1/breakpoints/${id}/draft`, edited(desk));
  } catch (err) {
    if (err instanceof ApiError && desks.get().get(id) === desk) change(id, { wrong: err });
    throw err;
  }
  if (desks.get().get(id) === desk) change(id, { unsaved: false });
}

function edited(desk: Desk): Schemas["Edit"] {
  return desk.raw === undefined ? editOf(desk.form, desk.original) : { raw: desk.raw };
}

/** asText goes on with the text of the message, as the instance writes it. */
export async function asText(id: number): Promise<void> {
  await keep(id);
  const detail = await get<Detail>(`/v1/breakpoints/${id}`);
  change(id, { detail, raw: (detail.draft ?? detail.original).raw, wrong: undefined });
}

/** asForm goes on with the form of what was edited as text; that has to be a message. */
export async function asForm(id: number): Promise<void> {
  await keep(id);
  show(await get<Detail>(`/v1/breakpoints/${id}`));
}

/** revert goes back to the message as it came. */
export async function revert(id: number): Promise<void> {
  await del(`/v1/breakpoints/${id}/draft`);
  show(await get<Detail>(`/v1/breakpoints/${id}`));
}

/** answerHere begins an answer to a paused request, or goes back to the request. */
export function answerHere(id: number, on: boolean): void {
  const desk = desks.get().get(id);
  if (!desk || on === (desk.form.is === "answer")) return;
  const next = desk.aside ?? (on ? answerFor(desk.original) : desk.original);
  change(id, { aside: desk.form });
  edit(id, next);
}

/** propose puts a template in the place of the message. */
export async function propose(id: number, template: string): Promise<void> {
  take(id);
  await put(`/v1/breakpoints/${id}/draft`, { template });
  show(await get<Detail>(`/v1/breakpoints/${id}`));
}

/** saveTemplate keeps what is edited under a name. */
export async function saveTemplate(id: number, name: string): Promise<void> {
  const desk = desks.get().get(id);
  if (desk) await put(`/v1/templates/${encodeURIComponent(name)}`, edited(desk.raw === undefined ? { ...desk, original: { ...desk.original, body: { is: "kept", size: 0, note: "" } } } : desk));
}

/** Verdict is what becomes of a message. */
export type Verdict = { action: "send"; keepHost?: boolean } | { action: "original" } | { action: "drop" } | { action: "abort"; status?: number; how?: "close" | "reset" };

/** decide carries out a decision; when it returns, it counts. */
export async function decide(id: number, verdict: Verdict): Promise<void> {
  const desk = desks.get().get(id);
  clearTimeout(timers.get(id));
  const { keepHost, ...rest } = verdict as { action: Verdict["action"]; keepHost?: boolean };
  const edit = verdict.action === "send" && desk && (desk.raw !== undefined || changed(desk.form, desk.original) || desk.detail.draft) ? edited(desk) : {};
  await post(`/v1/breakpoints/${id}/decide`, { ...rest, ...edit, ...(keepHost && { keep_host: true }) });
  forget(id);
  queue.set((all) => all && all.filter((p) => p.id !== id));
}

/** nextOf is the message to go on with when one is decided about: the one after it, else the one before. */
export function nextOf(all: readonly Item[], id: number): number | undefined {
  const at = all.findIndex((p) => p.id === id);
  return (all[at + 1] ?? all[at - 1])?.id;
}
