// Text, base64 and digests.
(function (host, tools) {
'use strict';
const { encode, decode, toBytes } = tools;
const lower = (s) => String(s).toLowerCase();
function digest(base64, encoding) {
  if (encoding === 'base64') return base64;
  const b = Uint8Array.fromBase64(base64);
  if (encoding === 'hex') return b.toHex();
  if (encoding === 'base64url') return b.toBase64({ alphabet: 'base64url', omitPadding: true });
  if (encoding === 'bytes') return b;
  throw new TypeError(`${JSON.stringify(encoding)} is no encoding: hex, base64, base64url or bytes`);
}
return {
  TextEncoder: class TextEncoder {
    get encoding() { return 'utf-8'; }
    encode(s = '') { return encode(String(s)); }
  },
  TextDecoder: class TextDecoder {
    #label;
    constructor(label = 'utf-8') { this.#label = lower(label).trim(); host('charset', this.#label); }
    get encoding() { return this.#label; }
    decode(b = new Uint8Array()) { return decode(toBytes(b, 'what is decoded'), this.#label); }
  },
  btoa(s) {
    s = String(s);
    const b = new Uint8Array(s.length);
    for (let i = 0; i < s.length; i++) {
      const c = s.charCodeAt(i);
      if (c > 255) throw new TypeError('btoa takes characters up to U+00FF: encode text with new TextEncoder().encode(text).toBase64()');
      b[i] = c;
    }
    return b.toBase64();
  },
  atob(s) {
    const b = Uint8Array.fromBase64(String(s));
    let out = '';
    for (let i = 0; i < b.length; i += 4096) out += String.fromCharCode(...b.subarray(i, i + 4096));
    return out;
  },
  hash: (algorithm, data, encoding = 'hex') => digest(host('hash', String(algorithm), toBytes(data, 'what is hashed').toBase64()), encoding),
  hmac: (algorithm, key, data, encoding = 'hex') => digest(host('hmac', String(algorithm), toBytes(data, 'what is signed').toBase64(), toBytes(key, 'a key').toBase64()), encoding),
};

})
