import { expect, test } from "vitest";
import { base64Size, bodyOfFile, fromBase64, sizeOf, textOf, toBase64 } from "./octets";

test.each([0, 1, 2, 3, 4, 0x8000, 0x8001, 100_000])("%i octets there and back", (n) => {
  const octets = Uint8Array.from({ length: n }, (_, i) => (i * 7) & 255);
  const base64 = toBase64(octets);
  expect(fromBase64(base64)).toEqual(octets);
  expect(base64Size(base64)).toBe(n);
});

test("what is text", async () => {
  expect(textOf(new TextEncoder().encode("héllo 😀"))).toBe("héllo 😀");
  expect(textOf(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
  expect(textOf(Uint8Array.of(0xff, 0x61))).toBeUndefined();
  expect(textOf(Uint8Array.of(0x61, 0))).toBeUndefined();
  expect(await bodyOfFile(new Blob(["a é"]))).toEqual({ is: "text", text: "a é" });
  const octets = await bodyOfFile(new Blob([Uint8Array.of(1, 0, 255)]));
  expect(octets).toEqual({ is: "octets", base64: "AQD/" });
  expect([sizeOf(octets), sizeOf({ is: "text", text: "é" }), sizeOf({ is: "kept", size: 7, note: "" })]).toEqual([3, 2, 7]);
});
