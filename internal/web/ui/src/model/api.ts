// The one place that speaks HTTP to the instance. Everything is same-origin.

/** The API's form of an error: what, and what to do next. */
export interface ErrorForm {
  error: string;
  hint?: string;
  /** Where a filter cannot be read, in characters from 1. */
  column?: number;
  /** A filter that may have been meant. */
  suggest?: string;
  problems?: { line?: number; column?: number; path?: string; message: string }[];
}

export class ApiError extends Error {
  /** 0: there was no answer at all. */
  readonly status: number;
  readonly form: ErrorForm;

  constructor(status: number, form: ErrorForm) {
    super(form.error);
    this.name = "ApiError";
    this.status = status;
    this.form = form;
  }

  get hint(): string {
    return this.form.hint ?? "";
  }
  get disconnected(): boolean {
    return this.status === 0;
  }
  get signedOut(): boolean {
    return this.status === 401;
  }
}

export type Query = Record<string, string | number | boolean | readonly (string | number)[] | undefined>;

interface Init {
  query?: Query;
  signal?: AbortSignal;
}

/** The URL of a path with a query; what is undefined or "" is left out. */
export function url(path: string, query: Query = {}): string {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === "") continue;
    q.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  const text = q.toString();
  return text ? `${path}?${text}` : path;
}

export const get = <T>(path: string, init: Init = {}): Promise<T> => call<T>("GET", path, init);
export const post = <T = void>(path: string, body?: unknown, init: Init = {}): Promise<T> => call<T>("POST", path, init, body);
export const put = <T = void>(path: string, body?: unknown, init: Init = {}): Promise<T> => call<T>("PUT", path, init, body);
export const del = <T = void>(path: string, init: Init = {}): Promise<T> => call<T>("DELETE", path, init);

/** GET of something that is not JSON. */
export async function getText(path: string, init: Init = {}): Promise<string> {
  return (await send("GET", path, init)).text();
}

/** POST of octets, such as a file that was dropped. */
export async function postFile<T>(path: string, file: Blob, init: Init = {}): Promise<T> {
  return read<T>(await send("POST", path, init, file));
}

async function call<T>(method: string, path: string, init: Init, body?: unknown): Promise<T> {
  return read<T>(await send(method, path, init, body));
}

async function read<T>(response: Response): Promise<T> {
  if (response.status === 204 || response.headers.get("Content-Length") === "0") return undefined as T;
  return (await response.json()) as T;
}

async function send(method: string, path: string, init: Init, body?: unknown): Promise<Response> {
  const request: RequestInit = { method, signal: init.signal ?? null, credentials: "same-origin", cache: "no-store", referrerPolicy: "no-referrer" };
  if (body instanceof Blob) {
    request.body = body;
    request.headers = { "Content-Type": "application/octet-stream" };
  }
  else if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers = { "Content-Type": "application/json" };
  }
  let response: Response;
  try {
    response = await fetch(url(path, init.query), request);
  } catch (e) {
    if (init.signal?.aborted) throw e;
    throw new ApiError(0, { error: e instanceof Error ? e.message : String(e) });
  }
  if (response.ok) return response;
  throw new ApiError(response.status, await errorForm(response));
}

async function errorForm(response: Response): Promise<ErrorForm> {
  try {
    const form = (await response.json()) as Partial<ErrorForm>;
    if (typeof form.error === "string" && form.error) return form as ErrorForm;
  } catch {
    // not our form: say what there is
  }
  return { error: `${response.status} ${response.statusText}`.trim() };
}

/** Whether it is only that the caller gave up. */
export const aborted = (e: unknown): boolean => e instanceof DOMException && e.name === "AbortError";
