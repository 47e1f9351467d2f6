// Octets between files, editors and the base64 of the API.

export function toBase64(octets: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < octets.length; i += 0x8000) binary += String.fromCharCode(...octets.subarray(i, i + 0x8000));
  return btoa(binary);
}

export function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const octets = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) octets[i] = binary.charCodeAt(i);
  return octets;
}

/** base64Size is how many octets a base64 text stands for. */
export function base64Size(base64: string): number {
  return Math.floor((base64.length * 3) / 4) - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);
}

/** textOf is what octets say as UTF-8, undefined when they are no text. */
export function textOf(octets: Uint8Array): string | undefined {
  if (octets.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}

/** textSize is the length of a text in UTF-8. */
export const textSize = (text: string): number => new TextEncoder().encode(text).length;

/** Body is a body in an editor: text, octets, or one that stays as it is. */
export type Body = { is: "text"; text: string } | { is: "octets"; base64: string } | { is: "kept"; size: number; note: string };

/** bodyOfFile is a file's content as a body. */
export async function bodyOfFile(file: Blob): Promise<Body> {
  const octets = new Uint8Array(await file.arrayBuffer());
  const text = textOf(octets);
  return text === undefined ? { is: "octets", base64: toBase64(octets) } : { is: "text", text };
}

/** sizeOf is the length of a body in octets. */
export function sizeOf(body: Body): number {
  if (body.is === "text") return textSize(body.text);
  return body.is === "octets" ? base64Size(body.base64) : body.size;
}
