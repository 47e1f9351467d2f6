import { expect, it } from "vitest";
import { chord, keyLayers, pushKeys } from "./keys";

const press = (key: string, more: Partial<KeyboardEvent> = {}) => chord({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

it("names keys", () => {
  expect(press("j")).toBe("j");
  expect(press("J", { shiftKey: true })).toBe("J");
  expect(press("?", { shiftKey: true })).toBe("?");
  expect(press("ArrowDown", { shiftKey: true })).toBe("Shift+ArrowDown");
  expect(press("c", { ctrlKey: true })).toBe("Mod+c");
  expect(press("C", { ctrlKey: true, shiftKey: true })).toBe("Mod+Shift+c");
  expect(press("x", { altKey: true })).toBe("Alt+x");
});

it("asks what lies over before what is under it", () => {
  const heard: EventListener[] = [];
  (globalThis as Record<string, unknown>).addEventListener ??= (_: string, f: EventListener) => heard.push(f);
  const off = [pushKeys({ title: "dialog", level: 2, bindings: [] }), pushKeys({ title: "shell", level: 0, bindings: [] }), pushKeys({ title: "list", bindings: [] }), pushKeys({ title: "inspector", bindings: [] })];
  expect(keyLayers().map((l) => l.title)).toEqual(["dialog", "inspector", "list", "shell"]);
  off.forEach((f) => f());
  expect(keyLayers()).toHaveLength(0);
});
