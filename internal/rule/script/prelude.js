// What scripts find in their global scope. It is loaded before a script, in a
// machine of its own; host is the one door to Go. Its value is what Go calls.
(function () {
'use strict';
const host = globalThis.__host;
const load = globalThis.__load;
delete globalThis.__host;
delete globalThis.__load;
delete globalThis.SharedArrayBuffer;
delete globalThis.Atomics;
delete globalThis.WeakRef;
delete globalThis.FinalizationRegistry;

const lower = (s) => String(s).toLowerCase();
const isBytes = (v) => v instanceof Uint8Array;
const toBytes = (v, what) => {
  if (isBytes(v)) return v;
  if (v instanceof ArrayBuffer) return new Uint8Array(v);
  if (ArrayBuffer.isView(v)) return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
  if (typeof v === 'string') return encode(v);
  throw new TypeError(`${what} is text or bytes, not ${kindOf(v)}`);
};
const kindOf = (v) => v === null ? 'null' : Array.isArray(v) ? 'an array' : typeof v === 'object' ? 'an object' : typeof v;
const encode = (s) => Uint8Array.fromBase64(host('utf8', s));
const decode = (b, label) => host('decode', b.toBase64(), label);

// Text of any octets crosses as base64, in parts: a body as a whole would be there three times.
const PART = 3 << 18;
function fetchBytes(side, length) {
  const all = new Uint8Array(length);
  for (let at = 0; at < length; at += PART) {
    const part = host('part', side, at, PART);
    all.subarray(at).setFromBase64(part);
  }
  return all;
}
function sendBytes(side, b) {
  host('clear', side);
  for (let at = 0; at < b.length; at += PART) host('bytes', side, b.subarray(at, at + PART).toBase64());
}

// Numbers that a double cannot hold become BigInts, and are written as they were.
const LONG = /[0-9]{16}/;
function parse(text) {
  if (!LONG.test(text)) return JSON.parse(text);
  return JSON.parse(text, function (key, value, context) {
    if (typeof value === 'number' && !Number.isSafeInteger(value) && context && /^-?[0-9]+$/.test(context.source)) return BigInt(context.source);
    return value;
  });
}
const raw = JSON.rawJSON;
Object.defineProperty(BigInt.prototype, 'toJSON', { value() { return raw(String(this)); }, writable: true, configurable: true });
function stringify(value) {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`${kindOf(value)} is not JSON`);
  return text;
}

class Headers {
  #list = [];
  #touched = false;
  constructor(init) {
    if (init !== undefined && init !== null) {
      if (typeof init !== 'object') throw new TypeError('headers are an object, a list of pairs or Headers');
      const pairs = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init);
      for (const [name, value] of pairs) this.append(name, value);
    }
    this.#touched = false;
    Object.preventExtensions(this);
  }
  static raw(lines, from) {
    const h = new Headers();
    for (let i = from; i < lines.length; i++) {
      const at = lines[i].indexOf(':');
      h.#list.push([lines[i].slice(0, at), lines[i].slice(at + 1), i - from]);
    }
    return h;
  }
  static touched(h) { return h.#touched; }
  static out(h) { return h.#list.map((e) => e[2] >= 0 ? e[2] : [e[0], e[1]]); }
  get(name) {
    const all = this.getAll(name);
    return all.length ? all.join(lower(name) === 'cookie' ? '; ' : ', ') : null;
  }
  getAll(name) {
    name = lower(name);
    const all = [];
    for (const e of this.#list) if (lower(e[0]) === name) all.push(e[1]);
    return all;
  }
  has(name) {
    name = lower(name);
    return this.#list.some((e) => lower(e[0]) === name);
  }
  set(name, value) {
    const key = lower(name);
    const values = (Array.isArray(value) ? value : [value]).map(fieldValue);
    const made = values.map((v) => [String(name), v, -1]);
    let at = this.#list.findIndex((e) => lower(e[0]) === key);
    if (at < 0) at = this.#list.length;
    else if (values.length === 1 && this.#list[at][1] === values[0] && this.#list[at][0] === String(name) && this.getAll(name).length === 1) return this;
    const rest = this.#list.filter((e, i) => i < at || lower(e[0]) !== key);
    rest.splice(at, 0, ...made);
    this.#list = rest;
    this.#touched = true;
    return this;
  }
  append(name, value) {
    for (const v of Array.isArray(value) ? value : [value]) this.#list.push([String(name), fieldValue(v), -1]);
    this.#touched = true;
    return this;
  }
  delete(name) {
    name = lower(name);
    const n = this.#list.length;
    this.#list = this.#list.filter((e) => lower(e[0]) !== name);
    if (this.#list.length === n) return false;
    return this.#touched = true;
  }
  get size() { return this.#list.length; }
  forEach(f, self) { for (const e of [...this.#list]) f.call(self, e[1], e[0], this); }
  *entries() { for (const e of [...this.#list]) yield [e[0], e[1]]; }
  *keys() { for (const e of this.entries()) yield e[0]; }
  *values() { for (const e of this.entries()) yield e[1]; }
  [Symbol.iterator]() { return this.entries(); }
  toJSON() { return [...this.entries()]; }
  toString() { return this.#list.map((e) => `${e[0]}: ${e[1]}\n`).join(''); }
}
function fieldValue(v) {
  if (v === undefined || v === null || typeof v === 'object') throw new TypeError(`the value of a field is text, not ${v === undefined ? 'undefined' : kindOf(v)}`);
  return String(v);
}

// Trailers come when the body is over, long after the script: what is to become of
// them is noted.
class Trailers {
  #todo = [];
  constructor() { Object.preventExtensions(this); }
  set(name, value) { this.#todo.push(['set', String(name), fieldValue(value)]); return this; }
  append(name, value) { this.#todo.push(['append', String(name), fieldValue(value)]); return this; }
  delete(name) { this.#todo.push(['delete', String(name), '']); }
  static out(t) { return t.#todo; }
}

// A body is asked for when it is looked at. What text, bytes and json return are views of the same
// octets: the last change counts, also one inside of an object or array that json or bytes returned.
class Body {
  #side; #gone;
  #octets = null;   // Uint8Array
  #text = null;     // string
  #set = null;      // 'text' or 'bytes': which of them was changed last
  #json = undefined; #jsonAs = null;
  #bytesOut = false;
  constructor(side, gone) { this.#side = side; this.#gone = gone; Object.preventExtensions(this); }
  static of(value) { const b = new Body('answer', ''); b.#assign(value); return b; }
  static assign(b, value) { b.#assign(value); }
  static flush(b) { return b.#flush(); }
  #assign(v) {
    if (this.#gone) throw new TypeError(this.#gone);
    if (v instanceof Body) v = v.bytes.slice();
    if (v === null || v === undefined) this.#put('bytes', new Uint8Array());
    else if (typeof v === 'string') this.#put('text', v);
    else if (isBytes(v) || v instanceof ArrayBuffer || ArrayBuffer.isView(v)) this.#put('bytes', toBytes(v));
    else this.#put('text', stringify(v));
  }
  #put(kind, v) {
    this.#json = undefined; this.#jsonAs = null; this.#bytesOut = false;
    this.#text = kind === 'text' ? v : null;
    this.#octets = kind === 'bytes' ? v : null;
    this.#set = kind;
  }
  // What was changed inside of the object that json returned.
  #pull() {
    if (this.#jsonAs === null) return;
    const now = stringify(this.#json);
    if (now !== this.#jsonAs) {
      this.#jsonAs = now;
      this.#text = now; this.#octets = null; this.#bytesOut = false; this.#set = 'text';
    }
  }
  get present() { return this.#set !== null ? this.length > 0 : host('present', this.#side); }
  get length() { return this.bytes.length; }
  get text() {
    this.#pull();
    if (this.#bytesOut) return decode(this.#octets, 'utf-8');
    return this.#text ??= this.#set === 'bytes' ? decode(this.#octets, 'utf-8') : host('text', this.#side);
  }
  set text(v) {
    if (this.#gone) throw new TypeError(this.#gone);
    if (typeof v !== 'string') throw new TypeError(`text is a string, not ${kindOf(v)}; assign an object to json`);
    this.#put('text', v);
  }
  get bytes() {
    this.#pull();
    if (this.#octets === null) {
      this.#octets = this.#set === 'text' ? encode(this.#text) : fetchBytes(this.#side, host('length', this.#side));
    }
    this.#bytesOut = true;
    return this.#octets;
  }
  set bytes(v) { if (this.#gone) throw new TypeError(this.#gone); this.#put('bytes', toBytes(v, 'bytes')); }
  get json() {
    if (this.#jsonAs !== null) return this.#json;
    let value;
    const text = this.text;
    try { value = parse(text); } catch (e) { throw new SyntaxError(text.trim() === '' ? 'the body is empty, which is not JSON' : `the body is not JSON: ${e.message}`); }
    this.#json = value;
    this.#jsonAs = stringify(value);
    return value;
  }
  set json(v) { if (this.#gone) throw new TypeError(this.#gone); this.#put('text', stringify(v)); }
  #flush() {
    if (this.#gone) return;
    this.#pull();
    if (this.#bytesOut || this.#set === 'bytes') sendBytes(this.#side, this.#octets);
    else if (this.#set === 'text') host('settext', this.#side, this.#text);
  }
  toString() { return this.text; }
  toJSON() { return this.text; }
}

const GONE = 'the request has gone to the server already: change it in onRequest';
const SENT = 'this is the request as it was; it can be changed in onRequest';

const SIMPLE = /^(https?):\/\/([a-z0-9.\-]+)(?::([0-9]+))?(\/[!$&-;=@-Z_a-z~%]*)(?:\?[^#]*)?$/;

class Request {
  #method; #url; #version; #headers; #lines; #body; #gone;
  #touched = { method: false, url: false };
  constructor(gone) {
    this.#gone = gone;
    Object.preventExtensions(this);
  }
  #read() {
    if (this.#lines) return;
    this.#lines = host('head').split('\n');
    this.#method ??= this.#lines[0];
    this.#url ??= this.#lines[1];
    this.#version = this.#lines[2];
  }
  #free() { if (this.#gone) throw new TypeError(SENT); }
  #parsed() { this.#read(); return typeof this.#url === 'object' ? this.#url : this.#url = part('url').URL.of(this.#url, () => { this.#free(); this.#touched.url = true; }); }
  get method() { this.#read(); return this.#method; }
  set method(v) { this.#free(); this.#method = String(v); this.#touched.method = true; }
  get url() { this.#read(); return typeof this.#url === 'object' ? this.#url.href : this.#url; }
  set url(v) { this.#parsed().href = new (part('url').URL)(v, this.url).href; }
  get version() { this.#read(); return this.#version; }
  // What is only read needs no URL.
  #simple() {
    this.#read();
    return typeof this.#url === 'string' ? SIMPLE.exec(this.#url) : null;
  }
  get scheme() { return this.#simple()?.[1] ?? this.#parsed().protocol.slice(0, -1); }
  set scheme(v) { this.#parsed().protocol = v; }
  get host() { return this.#simple()?.[2] ?? this.#parsed().hostname; }
  set host(v) { this.#parsed().hostname = v; }
  get port() {
    const m = this.#simple();
    if (m) return +(m[3] ?? (m[1] === 'https' ? 443 : 80));
    const p = this.#parsed(); return +(p.port || (p.protocol === 'https:' || p.protocol === 'wss:' ? 443 : 80));
  }
  set port(v) { this.#parsed().port = v; }
  get path() { return this.#simple()?.[4] ?? this.#parsed().pathname; }
  set path(v) {
    const [path, ...query] = String(v).split('?');
    this.#parsed().pathname = path;
    if (query.length) this.#parsed().search = query.join('?');
  }
  get query() { return this.#parsed().searchParams; }
  set query(v) { const { URLSearchParams } = part('url'); this.#parsed().search = v instanceof URLSearchParams || typeof v === 'string' ? String(v) : String(new URLSearchParams(v)); }
  get headers() { this.#read(); return this.#headers ??= Headers.raw(this.#lines, 3); }
  set headers(v) { this.#free(); replaceHeaders(this.headers, v); }
  get body() { return this.#body ??= new Body('request', this.#gone ? GONE : ''); }
  set body(v) { Body.assign(this.body, v); }
  static out(r) {
    if (r.#gone) return undefined;
    if (r.#body) Body.flush(r.#body);
    const out = {};
    if (r.#touched.method) out.method = r.#method;
    if (r.#touched.url) { const u = r.#url; out.url = { scheme: u.protocol.slice(0, -1), host: u.hostname, port: r.port, target: u.pathname + u.search }; }
    if (r.#headers && Headers.touched(r.#headers)) out.headers = Headers.out(r.#headers);
    return out;
  }
}
function replaceHeaders(h, v) {
  const made = new Headers(v);
  for (const k of [...h.keys()]) h.delete(k);
  for (const [k, value] of made) h.append(k, value);
}

class Response {
  #status; #statusText; #version; #headers; #lines; #body; #trailers;
  #touched = false;
  constructor(head) {
    this.#lines = head.split('\n');
    [this.#status, this.#statusText, this.#version] = this.#lines;
    this.#status = +this.#status;
    Object.preventExtensions(this);
  }
  get status() { return this.#status; }
  set status(v) {
    if (!Number.isInteger(+v)) throw new TypeError(`${JSON.stringify(v)} is not a status`);
    if (+v !== this.#status) { this.#status = +v; this.#statusText = ''; this.#touched = true; }
  }
  get statusText() { return this.#statusText; }
  set statusText(v) { this.#statusText = String(v); this.#touched = true; }
  get version() { return this.#version; }
  get headers() { return this.#headers ??= Headers.raw(this.#lines, 3); }
  set headers(v) { replaceHeaders(this.headers, v); }
  get trailers() { return this.#trailers ??= new Trailers(); }
  get body() { return this.#body ??= new Body('response', ''); }
  set body(v) { Body.assign(this.body, v); }
  static out(r) {
    if (r.#body) Body.flush(r.#body);
    const out = {};
    if (r.#touched) { out.status = r.#status; out.reason = r.#statusText; }
    if (r.#headers && Headers.touched(r.#headers)) out.headers = Headers.out(r.#headers);
    if (r.#trailers) out.trailers = Trailers.out(r.#trailers);
    return out;
  }
}

class Message {
  #body = new Body('message', '');
  #dropped = false;
  constructor(info) {
    const [kind, direction, name, id] = info.split('\n');
    for (const [k, v] of Object.entries({ kind, direction, event: name, id })) Object.defineProperty(this, k, { value: v, enumerable: true });
    Object.preventExtensions(this);
  }
  get fromClient() { return this.direction === 'request'; }
  get text() { return this.#body.text; }
  set text(v) { this.#body.text = v; }
  get bytes() { return this.#body.bytes; }
  set bytes(v) { this.#body.bytes = v; }
  get json() { return this.#body.json; }
  set json(v) { this.#body.json = v; }
  drop() { this.#dropped = true; }
  static out(m) {
    if (m.#dropped) return { drop: true };
    Body.flush(m.#body);
    return {};
  }
}

class State {
  #scope;
  constructor(scope) { this.#scope = scope; Object.preventExtensions(this); }
  get(key) { const v = host('get', this.#scope, String(key)); return v === null ? undefined : parse(v); }
  set(key, value) {
    if (value === undefined) return void this.delete(key);
    host('set', this.#scope, String(key), stringify(value));
  }
  has(key) { return host('get', this.#scope, String(key)) !== null; }
  delete(key) { return host('delete', this.#scope, String(key)); }
  keys() { return JSON.parse(host('keys', this.#scope)); }
  update(key, f) {
    host('lock', this.#scope);
    try {
      const v = f(this.get(key));
      if (v instanceof Promise) throw new TypeError('the function of update is not async: nothing else may happen meanwhile');
      this.set(key, v);
      return v;
    } finally { host('unlock', this.#scope); }
  }
}

class Context {
  #about; #env; #request; #cut = '';
  #shared = new State('shared');
  #local = new State('local');
  constructor(env, request) { this.#env = env; this.#request = request; Object.preventExtensions(this); }
  #read() { return this.#about ??= JSON.parse(host('about')); }
  get rule() { return this.#read().rule; }
  get client() { return this.#read().client; }
  get exchange() { return this.#read().exchange; }
  get dryRun() { return this.#read().dryRun; }
  get env() { return this.#env; }
  get request() { return this.#request; }
  get shared() { return this.#shared; }
  get local() { return this.#local; }
  abort(how = 'reset') {
    if (how !== 'reset' && how !== 'close' && how !== 'hang') throw new TypeError(`${JSON.stringify(how)} is no way to abort: reset, close or hang`);
    this.#cut = how;
    throw new Aborted(how);
  }
  static cut(c) { return c.#cut; }
}
class Aborted extends Error {
  get name() { return 'Aborted'; }
}

const show = (v) => {
  if (typeof v === 'string') return v;
  if (v instanceof Error) return `${v.name}: ${v.message}`;
  if (typeof v === 'function') return `[function ${v.name}]`;
  if (typeof v === 'bigint') return v + 'n';
  if (isBytes(v)) return `[${v.length} bytes] ${v.subarray(0, 32).toHex()}`;
  if (typeof v !== 'object' || v === null) return String(v);
  if (v instanceof Map) v = { Map: [...v] };
  if (v instanceof Set) v = { Set: [...v] };
  try { return stringify(v); } catch (e) { return `[object: ${e.message}]`; }
};
const say = (level) => (...args) => { host('log', level, args.map(show).join(' ').slice(0, 4096)); };
const globals = {
  console: Object.freeze({ log: say(''), info: say(''), debug: say(''), warn: say('warn'), error: say('error') }),
  Headers,
};
for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });

// The rest is loaded when a script asks for it.
const lazy = { url: null, codec: null };
const part = (name) => lazy[name] ??= load(name)(host, { encode, decode, toBytes });
const later = { URL: 'url', URLSearchParams: 'url', TextEncoder: 'codec', TextDecoder: 'codec', btoa: 'codec', atob: 'codec', hash: 'codec', hmac: 'codec' };
for (const name of Object.keys(later)) {
  const put = (value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  Object.defineProperty(globalThis, name, { configurable: true, get() { put(part(later[name])[name]); return globalThis[name]; }, set: put });
}

// An answer is any object with a status or a body.
function answerOf(v) {
  if (typeof v !== 'object' || Array.isArray(v)) throw new TypeError(`onRequest returned ${kindOf(v)}: it returns nothing, or a response such as {status: 200, body: "hello"}`);
  const known = ['status', 'statusText', 'headers', 'body'];
  const odd = Object.keys(v).find((k) => !known.includes(k));
  if (odd !== undefined || !known.some((k) => k in v)) throw new TypeError(`onRequest returned an object ${odd === undefined ? 'without anything' : `with ${JSON.stringify(odd)}`}: a response has status, statusText, headers and body`);
  const headers = new Headers(v.headers);
  const body = v.body;
  if (body !== undefined && body !== null && !headers.has('content-type')) {
    if (typeof body === 'string') headers.set('Content-Type', 'text/plain; charset=utf-8');
    else if (!isBytes(body) && !(body instanceof ArrayBuffer) && !(body instanceof Body)) headers.set('Content-Type', 'application/json');
  }
  const status = v.status ?? 200;
  if (!Number.isInteger(status)) throw new TypeError(`${show(status)} is not a status`);
  Body.flush(Body.of(body));
  return { status, reason: v.statusText === undefined ? '' : String(v.statusText), headers: [...headers] };
}

let handlers, env, now;
return {
  install(found, values) {
    handlers = found;
    env = Object.freeze(JSON.parse(values));
  },
  // start calls a handler. Jobs are drained by Go between start and end.
  start(which, head) {
    const request = new Request(which !== 0);
    const context = new Context(env, request);
    now = { which, request, context, failed: false, done: false };
    const args = which === 0 ? [context, request] : which === 1 ? [context, request, now.response = new Response(head)] : [context, now.message = new Message(head)];
    const run = now;
    let v;
    const f = handlers[which];
    try { v = f(...args); } catch (e) {
      if (Context.cut(context)) { run.done = true; return; }
      throw e;
    }
    if (v instanceof Promise) v.then((x) => { run.done = true; run.value = x; }, (e) => { run.done = run.failed = true; run.value = e; });
    else { run.done = true; run.value = v; }
  },
  end() {
    const cut = Context.cut(now.context);
    if (cut) return JSON.stringify({ cut });
    if (now.failed) throw now.value;
    if (!now.done) throw new TypeError('the promise that it returned is never settled: there is nothing to wait for in a script');
    const v = now.value;
    const out = {};
    const what = now.which === 0 ? now.request : now.which === 1 ? now.response : now.message;
    if (v !== undefined && v !== null && v !== what && v !== now.request) {
      if (now.which === 0) out.answer = answerOf(v);
      else throw new TypeError(`${now.which === 1 ? 'onResponse' : 'onMessage'} returned ${kindOf(v)}: it returns nothing, and changes what it was given`);
    }
    if (now.which === 0) out.request = Request.out(now.request);
    if (now.which === 1) out.response = Response.out(now.response);
    if (now.which === 2) out.message = Message.out(now.message);
    return JSON.stringify(out);
  },
};
})()
