// URL and URLSearchParams, small: they keep the spelling of what is not touched.
(function (host, tools) {
'use strict';
const { encode, decode } = tools;
const lower = (s) => String(s).toLowerCase();
const unquote = (s) => {
  s = s.replace(/\+/g, ' ');
  try { return decodeURIComponent(s); } catch { return decode(percent(s), 'utf-8'); }
};
function percent(s) {
  const b = encode(s), out = [];
  for (let i = 0; i < b.length; i++) {
    const n = b[i] === 0x25 && i + 2 < b.length ? parseInt(String.fromCharCode(b[i + 1], b[i + 2]), 16) : NaN;
    if (Number.isNaN(n)) out.push(b[i]);
    else { out.push(n); i += 2; }
  }
  return Uint8Array.from(out);
}
const quote = (s) => encodeURIComponent(s.toWellFormed()).replace(/[!'()~]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase()).replace(/%20/g, '+');

// Parameters that are not touched keep their spelling.
class URLSearchParams {
  #list = [];
  #changed = null;
  constructor(init) {
    if (init === undefined || init === null) init = '';
    if (typeof init === 'object') {
      for (const [k, v] of typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init)) this.append(k, v);
    } else this.#read(String(init));
    Object.preventExtensions(this);
  }
  static of(query, changed) {
    const p = new URLSearchParams(query);
    p.#changed = changed;
    return p;
  }
  #read(s) {
    for (const part of s.replace(/^\?/, '').split('&')) {
      if (part === '') continue;
      const at = part.indexOf('=');
      this.#list.push([unquote(at < 0 ? part : part.slice(0, at)), at < 0 ? '' : unquote(part.slice(at + 1)), part]);
    }
  }
  #write() { if (this.#changed) this.#changed(this.toString()); }
  static #made(k, v) { return [String(k), String(v), quote(String(k)) + '=' + quote(String(v))]; }
  get(name) { name = String(name); const e = this.#list.find((e) => e[0] === name); return e ? e[1] : null; }
  getAll(name) { name = String(name); return this.#list.filter((e) => e[0] === name).map((e) => e[1]); }
  has(name, value) { name = String(name); return this.#list.some((e) => e[0] === name && (value === undefined || e[1] === String(value))); }
  set(name, value) {
    name = String(name);
    const at = this.#list.findIndex((e) => e[0] === name);
    if (at < 0) this.#list.push(URLSearchParams.#made(name, value));
    else {
      this.#list[at] = URLSearchParams.#made(name, value);
      this.#list = this.#list.filter((e, i) => i <= at || e[0] !== name);
    }
    this.#write();
  }
  append(name, value) { this.#list.push(URLSearchParams.#made(name, value)); this.#write(); }
  delete(name, value) {
    name = String(name);
    this.#list = this.#list.filter((e) => e[0] !== name || value !== undefined && e[1] !== String(value));
    this.#write();
  }
  sort() { this.#list.sort((a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0); this.#write(); }
  get size() { return this.#list.length; }
  forEach(f, self) { for (const [k, v] of this.entries()) f.call(self, v, k, this); }
  *entries() { for (const e of [...this.#list]) yield [e[0], e[1]]; }
  *keys() { for (const e of this.entries()) yield e[0]; }
  *values() { for (const e of this.entries()) yield e[1]; }
  [Symbol.iterator]() { return this.entries(); }
  toString() { return this.#list.map((e) => e[2]).join('&'); }
}

const URL_FORM = /^([A-Za-z][A-Za-z0-9+.\-]*):\/\/(?:([^@\/?#]*)@)?(\[[^\]\/?#]*\]|[^:\/?#\[\]]*)(?::([0-9]*))?([^?#]*)(\?[^#]*)?(#.*)?$/s;
const PORTS = { 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443' };
const safe = (s) => s.replace(/[^\x21-\x7e]|["<>`{}|\\^]/gu, (c) => c === '`' || c.charCodeAt(0) < 0x80 ? '%' + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0') : encodeURIComponent(c.toWellFormed()));
function dots(path) {
  const out = [];
  const parts = path.split('/');
  parts.forEach((p, i) => {
    const d = p.replace(/%2e/gi, '.');
    if (d === '..') out.length > 1 && out.pop();
    else if (d !== '.') { out.push(p); return; }
    if (i === parts.length - 1) out.push('');
  });
  return out.join('/');
}
class URL {
  #p;
  #params = null;
  #changed = null;
  constructor(url, base) {
    url = String(url).trim();
    let m = URL_FORM.exec(url);
    if (!m && base !== undefined) m = URL_FORM.exec(URL.#join(url, new URL(base)));
    if (!m || m[3] === '') throw new TypeError(`${JSON.stringify(url.slice(0, 200))} is not a URL such as https://example.com/path`);
    this.#p = { protocol: m[1].toLowerCase() + ':', user: m[2] ?? '', hostname: lower(m[3]), port: m[4] ?? '', pathname: safe(m[5]) || '/', search: m[6] && m[6] !== '?' ? safe(m[6]) : '', hash: m[7] && m[7] !== '#' ? safe(m[7]) : '' };
    if (this.#p.port === PORTS[this.#p.protocol]) this.#p.port = '';
    Object.preventExtensions(this);
  }
  static #join(url, base) {
    if (url.startsWith('//')) return base.protocol + url;
    const start = base.protocol + '//' + (base.#p.user ? base.#p.user + '@' : '') + base.host;
    if (url === '') return start + base.pathname + base.search;
    if (url[0] === '#') return start + base.pathname + base.search + url;
    if (url[0] === '?') return start + base.pathname + url;
    const at = url.search(/[?#]/);
    const path = at < 0 ? url : url.slice(0, at), rest = at < 0 ? '' : url.slice(at);
    return start + dots(path[0] === '/' ? path : base.pathname.replace(/[^\/]*$/, '') + path) + rest;
  }
  static canParse(url, base) { try { new URL(url, base); return true; } catch { return false; } }
  static of(url, changed) { const u = new URL(url); u.#changed = changed; return u; }
  #put(key, value) {
    this.#p[key] = value;
    if (key === 'search') this.#params = null;
    if (this.#p.port === PORTS[this.#p.protocol]) this.#p.port = '';
    if (this.#changed) this.#changed();
  }
  get href() { const p = this.#p; return `${p.protocol}//${p.user ? p.user + '@' : ''}${this.host}${p.pathname}${p.search}${p.hash}`; }
  set href(v) { const u = new URL(v); this.#p = u.#p; this.#params = null; if (this.#changed) this.#changed(); }
  get origin() { return this.#p.protocol + '//' + this.host; }
  get protocol() { return this.#p.protocol; }
  set protocol(v) { this.#put('protocol', lower(v).replace(/:?$/, ':')); }
  get username() { return unquote(this.#p.user.split(':')[0]); }
  get password() { return unquote(this.#p.user.split(':').slice(1).join(':')); }
  get host() { return this.#p.hostname + (this.#p.port ? ':' + this.#p.port : ''); }
  set host(v) {
    const m = /^(\[[^\]]*\]|[^:\/?#@\s]+)(?::([0-9]+))?$/.exec(String(v));
    if (!m) throw new TypeError(`${JSON.stringify(String(v))} is not a host`);
    this.#p.port = m[2] ?? '';
    this.#put('hostname', lower(m[1]));
  }
  get hostname() { return this.#p.hostname; }
  set hostname(v) {
    v = lower(v);
    if (!/^(\[[0-9a-f:.]+\]|[^:\/?#@\s\[\]]+)$/.test(v)) throw new TypeError(`${JSON.stringify(v)} is not the name of a host`);
    this.#put('hostname', v);
  }
  get port() { return this.#p.port; }
  set port(v) {
    v = v === null || v === undefined ? '' : String(v);
    if (v !== '' && !(/^[0-9]+$/.test(v) && +v > 0 && +v < 65536)) throw new TypeError(`${JSON.stringify(v)} is not a port`);
    this.#put('port', v);
  }
  get pathname() { return this.#p.pathname; }
  set pathname(v) { this.#put('pathname', safe(String(v).replace(/^\/?/, '/')).replace(/[?#]/g, (c) => c === '?' ? '%3F' : '%23')); }
  get search() { return this.#p.search; }
  set search(v) { v = String(v).replace(/^\?/, '').replace(/#/g, '%23'); this.#put('search', v === '' ? '' : '?' + safe(v)); }
  get hash() { return this.#p.hash; }
  set hash(v) { v = String(v).replace(/^#/, ''); this.#put('hash', v === '' ? '' : '#' + safe(v)); }
  get searchParams() {
    return this.#params ??= URLSearchParams.of(this.#p.search, (s) => {
      const kept = this.#params;
      this.#put('search', s === '' ? '' : '?' + s);
      this.#params = kept;
    });
  }
  toString() { return this.href; }
  toJSON() { return this.href; }
}
return { URL, URLSearchParams };
})
