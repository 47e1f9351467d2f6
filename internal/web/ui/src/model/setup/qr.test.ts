import { expect, test } from "vitest";
import { pathOf, qrOf } from "./qr";

test("dark squares beside each other are drawn in one", () => {
  const rows = ["##.", ".#.", "..."];
  expect(pathOf(3, (r, c) => rows[r]![c] === "#")).toBe("M0 0h2v1h-2zM1 1h1v1h-1z");
  expect(pathOf(2, () => true)).toBe("M0 0h2v1h-2zM0 1h2v1h-2z");
});

test("an address is a small code with its three corners", async () => {
  const { size, path } = await qrOf("http://192.168.1.20:9090/");
  expect(size).toBe(25); // version 2
  for (const corner of ["M0 0h7v1h-7z", `M${size - 7} 0h7v1h-7z`, `M0 ${size - 1}h7v1h-7z`]) expect(path).toContain(corner);
});
