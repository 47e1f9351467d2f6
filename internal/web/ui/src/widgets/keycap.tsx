const mac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

const names: Record<string, string> = {
  Mod: mac ? "⌘" : "Ctrl",
  Shift: mac ? "⇧" : "Shift",
  Alt: mac ? "⌥" : "Alt",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  Delete: "Del",
  PageUp: "Page Up",
  PageDown: "Page Down",
  ContextMenu: "Menu",
  " ": "Space",
};

/** A key such as "Mod+Enter" as people know it. */
export function keyText(keys: string): string {
  const parts = keys === "+" ? ["+"] : keys.split("+");
  const shown = parts.map((p) => names[p] ?? (parts.length > 1 && p.length === 1 ? p.toUpperCase() : p));
  return shown.join(mac ? "" : "+");
}

export function Keys({ keys }: { keys: string }) {
  return <kbd className="rounded border border-line-strong px-1 font-sans text-2xs leading-4 text-muted">{keyText(keys)}</kbd>;
}
