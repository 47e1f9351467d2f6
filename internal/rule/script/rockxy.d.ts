/// <reference no-default-lib="true" />
/// <reference lib="es2024" />

// Types of the scripts in rules of Rockxy. Written by `rockxy rules types`.
//
//   /// <reference path="./rockxy.d.ts" />
//   // @ts-check
//   /** @param {Context} context @param {Request} request */
//   function onRequest(context, request) { … }
//
// A script has at least one of the functions onRequest, onResponse and onMessage.
// They may be async. Each call starts with the script freshly loaded: what is
// to last is kept in context.local or context.shared.

/** Before the request goes to the server. Returning a response answers in its place. */
type OnRequest = (context: Context, request: Request) => Outcome | Promise<Outcome>;
/** When the head of the response has come. The request is as it was sent, and cannot be changed. */
type OnResponse = (context: Context, request: Readonly<Request>, response: Response) => void | Response | Promise<void | Response>;
/** For each message of a WebSocket, each server-sent event and each gRPC message. */
type OnMessage = (context: Context, message: Message) => void | Message | Promise<void | Message>;

type Outcome = void | null | Request | Answer;

/** A response that is made here. At least one of them is there. */
interface Answer {
  status?: number; // 200
  statusText?: string;
  headers?: HeadersInit;
  /** Text, bytes, or anything else as JSON. Content-Type follows if it is not set. */
  body?: unknown;
}

interface Context {
  readonly rule: { readonly name: string; readonly group: string };
  readonly exchange: { readonly id: number; readonly url: string };
  /** Who asks: its address, and the program if it is known. pid is 0 if not. */
  readonly client: { readonly address: string; readonly app: string; readonly path: string; readonly pid: number };
  /** What the rule says under env. */
  readonly env: { readonly [name: string]: string };
  /** The request; of use in onMessage. */
  readonly request: Readonly<Request>;
  /** What lasts from exchange to exchange, for all scripts of the group: at most 1 MiB, in memory. */
  readonly shared: State;
  /** What lasts from onRequest to onResponse and the messages of the same exchange. */
  readonly local: State;
  /** The rule is only being tried on an exchange that is over. */
  readonly dryRun: boolean;
  /** Ends the exchange, and the function. "hang" says nothing more to the client. */
  abort(how?: "reset" | "close" | "hang"): never;
}

/** Values that JSON can say, by key. A value that was got is a copy: set it to change it. */
interface State {
  get<T = any>(key: string): T | undefined;
  set(key: string, value: unknown): void;
  has(key: string): boolean;
  delete(key: string): boolean;
  keys(): string[];
  /** Sets what f makes of the value; no other script comes in between. f is not async. */
  update<T = any>(key: string, f: (value: T | undefined) => T): T;
}

interface Request {
  method: string;
  /** All of it. Another scheme, host or port sends it elsewhere; Host follows, unless it is set. */
  url: string;
  scheme: string;
  host: string; // without the port
  port: number;
  path: string; // as it is encoded; with a question mark it replaces the query too
  get query(): URLSearchParams;
  set query(value: URLSearchParams | string | Record<string, unknown> | Iterable<[string, unknown]>);
  readonly version: string; // "http/1.1" or "h2"
  get headers(): Headers;
  set headers(value: HeadersInit);
  get body(): Body;
  set body(value: unknown);
}

interface Response {
  status: number;
  statusText: string; // there is none on HTTP/2
  readonly version: string;
  get headers(): Headers;
  set headers(value: HeadersInit);
  get body(): Body;
  set body(value: unknown);
  /** What becomes of the trailers, which come when the body is over. */
  readonly trailers: Trailers;
}

interface Trailers {
  set(name: string, value: string | number | boolean): this;
  append(name: string, value: string | number | boolean): this;
  delete(name: string): void;
}

/** One body, decoded, seen as text, bytes or JSON. It is waited for when it is looked at: a body that is not goes by
 *  as it comes. The last change counts, also one inside of what json or bytes returned.
 *  An integer that a number cannot hold is a BigInt in json. */
interface Body {
  readonly present: boolean; // does not wait
  readonly length: number; // in bytes
  text: string;
  bytes: Uint8Array;
  json: any;
  toString(): string;
  toJSON(): string;
}

interface Message {
  readonly kind: "text" | "binary" | "ping" | "pong" | "close" | "event" | "grpc";
  readonly direction: "request" | "response";
  readonly fromClient: boolean;
  readonly event: string; // of a server-sent event
  readonly id: string; // of a server-sent event
  text: string; // of a server-sent event its data
  bytes: Uint8Array;
  json: any;
  /** It is not passed on. */
  drop(): void;
}

type HeadersInit = Headers | Record<string, string | number | boolean | (string | number | boolean)[]> | Iterable<[string, string | number | boolean]>;

/** Fields in their order and spelling, found without regard to case. Those that are not touched go on octet for octet. */
declare class Headers implements Iterable<[string, string]> {
  constructor(init?: HeadersInit);
  readonly size: number;
  /** All values, joined with a comma (of Cookie, with a semicolon); null if there are none. */
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string): boolean;
  /** At the place of the first; the others go. A list is a field each. */
  set(name: string, value: string | number | boolean | (string | number | boolean)[]): this;
  append(name: string, value: string | number | boolean | (string | number | boolean)[]): this;
  delete(name: string): boolean;
  forEach(f: (value: string, name: string, headers: Headers) => void, self?: any): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
  toJSON(): [string, string][];
  toString(): string;
}

/** Parameters in their order. Those that are not touched keep their spelling. */
declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(init?: string | Record<string, unknown> | Iterable<[string, unknown]>);
  readonly size: number;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: unknown): boolean;
  set(name: string, value: unknown): void;
  append(name: string, value: unknown): void;
  delete(name: string, value?: unknown): void;
  sort(): void;
  forEach(f: (value: string, name: string, params: URLSearchParams) => void, self?: any): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
  toString(): string;
}

declare class URL {
  constructor(url: string | URL, base?: string | URL);
  static canParse(url: string, base?: string): boolean;
  href: string;
  readonly origin: string;
  protocol: string;
  readonly username: string;
  readonly password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
  readonly searchParams: URLSearchParams;
  toString(): string;
  toJSON(): string;
}

declare class TextEncoder {
  readonly encoding: string;
  encode(text?: string): Uint8Array;
}
declare class TextDecoder {
  /** Any charset that browsers know. */
  constructor(label?: string);
  readonly encoding: string;
  decode(bytes?: ArrayBuffer | ArrayBufferView): string;
}

/** Written to the trace of the exchange: at most 200 lines of 4 KiB a call. */
declare const console: {
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
};

declare function btoa(binary: string): string;
declare function atob(base64: string): string;

type Algorithm = "md5" | "sha1" | "sha256" | "sha384" | "sha512";
type Bytes = string | ArrayBuffer | ArrayBufferView;
/** A digest: of text, the one of its UTF-8. */
declare function hash(algorithm: Algorithm, data: Bytes, encoding?: "hex" | "base64" | "base64url"): string;
declare function hash(algorithm: Algorithm, data: Bytes, encoding: "bytes"): Uint8Array;
/** An HMAC (RFC 2104). */
declare function hmac(algorithm: Algorithm, key: Bytes, data: Bytes, encoding?: "hex" | "base64" | "base64url"): string;
declare function hmac(algorithm: Algorithm, key: Bytes, data: Bytes, encoding: "bytes"): Uint8Array;

// Of newer JavaScript, and there:
interface Uint8Array {
  toBase64(options?: { alphabet?: "base64" | "base64url"; omitPadding?: boolean }): string;
  toHex(): string;
}
interface Uint8ArrayConstructor {
  fromBase64(text: string, options?: { alphabet?: "base64" | "base64url" }): Uint8Array;
  fromHex(text: string): Uint8Array;
}
