import { useEffect, useRef } from "react";

/**
 * The keys of the whole UI. A view registers what it does; the innermost view
 * that knows a key gets it. Keys without Ctrl, Alt or Meta are left alone while
 * somebody types.
 */
export interface Binding {
  /** "j", "Shift+ArrowDown", "Mod+c" (Mod is Ctrl, on macOS Cmd), "?". */
  keys: string[];
  /** What the map of keys says; "" leaves it out. */
  label: string;
  /** Keys of other bindings that the map shows beside these. */
  also?: string[];
  run(e: KeyboardEvent): void | false; // false: not taken, the next may
}

export interface Layer {
  title: string;
  /** 0 the shell, 1 a view (the default), 2 what lies over it. The higher is asked first, then the later. */
  level?: number;
  bindings: Binding[];
}

const layers: Layer[] = [];
let listening = false;

export const mac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** Adds a layer on top until the returned function is called. */
export function pushKeys(layer: Layer): () => void {
  if (!listening) {
    listening = true;
    addEventListener("keydown", onKeyDown);
  }
  layers.push(layer);
  layers.sort((a, b) => (a.level ?? 1) - (b.level ?? 1));
  return () => {
    const at = layers.indexOf(layer);
    if (at >= 0) layers.splice(at, 1);
  };
}

/** The layers, the innermost first. */
export const keyLayers = (): readonly Layer[] => [...layers].reverse();

/** The name of a key press as in Binding.keys. */
export function chord(e: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  const mod = mac ? e.metaKey : e.ctrlKey;
  const other = mac ? e.ctrlKey : e.metaKey;
  const printable = e.key.length === 1;
  const key = printable ? (mod ? e.key.toLowerCase() : e.key) : e.key;
  return `${mod ? "Mod+" : ""}${other ? "Meta+" : ""}${e.altKey ? "Alt+" : ""}${e.shiftKey && (!printable || mod) ? "Shift+" : ""}${key}`;
}

function onKeyDown(e: KeyboardEvent): void {
  if (e.defaultPrevented || e.isComposing) return;
  const name = chord(e);
  if (typing(e) && !/^(Mod|Meta|Alt)\+/.test(name) && !/^F\d/.test(name)) return;
  for (let i = layers.length - 1; i >= 0; i--) {
    for (const b of layers[i]!.bindings) {
      if (b.keys.includes(name) && b.run(e) !== false) {
        e.preventDefault();
        return;
      }
    }
  }
}

function typing(e: KeyboardEvent): boolean {
  const at = e.composedPath()[0];
  if (!(at instanceof HTMLElement)) return false;
  if (at.isContentEditable || at.tagName === "TEXTAREA" || at.tagName === "SELECT") return true;
  if (at.closest("[role=menu],[role=listbox]") || document.querySelector("dialog:modal")) return true;
  return at instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(at.type);
}

/** Registers the keys of a view while it is mounted; the latest bindings count. */
export function useKeys(layer: Layer, active = true): void {
  const latest = useRef(layer);
  latest.current = layer;
  useEffect(() => {
    if (!active) return;
    return pushKeys({
      get title() {
        return latest.current.title;
      },
      get level() {
        return latest.current.level;
      },
      get bindings() {
        return latest.current.bindings;
      },
    });
  }, [active]);
}
