import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button, IconButton } from "./button";
import { cx } from "./cx";

interface Toast {
  id: number;
  text: string;
  hint?: string;
  tone: "plain" | "bad";
  action?: { label: string; run(): void };
  ended(): void;
}

let toasts: readonly Toast[] = [];
let last = 0;
const watchers = new Set<() => void>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const w of watchers) w();
}

function show(t: Omit<Toast, "id">, forMs: number): number {
  const id = ++last;
  change([...toasts.slice(-3), { ...t, id }]);
  timers.set(
    id,
    setTimeout(() => {
      const it = toasts.find((x) => x.id === id);
      dismiss(id);
      it?.ended();
    }, forMs),
  );
  return id;
}

export function dismiss(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  change(toasts.filter((t) => t.id !== id));
}

/** Says something in passing. */
export function toast(text: string, options: { hint?: string; tone?: "plain" | "bad"; action?: { label: string; run(): void } } = {}): void {
  const tone = options.tone ?? "plain";
  show({ text, hint: options.hint, tone, action: options.action, ended() {} }, tone === "bad" ? 10_000 : 5_000);
}

export const undoFor = 8_000;

/** Says what is about to be done and does it after undoFor, or at once when dismissed; undo keeps it from being done. */
export function toastWithUndo(text: string, undoLabel: string, act: () => void, undo: () => void): void {
  const leave = () => act();
  const done = () => removeEventListener("pagehide", leave);
  addEventListener("pagehide", leave);
  const ended = () => {
    done();
    act();
  };
  show(
    {
      text,
      tone: "plain",
      action: {
        label: undoLabel,
        run() {
          done();
          undo();
        },
      },
      ended,
    },
    undoFor,
  );
}

/** Where they are seen: once, at the root. */
export function Toasts({ label, closeLabel }: { label: string; closeLabel: string }) {
  const shown = useSyncExternalStore(
    (w) => {
      watchers.add(w);
      return () => watchers.delete(w);
    },
    () => toasts,
  );
  return (
    <section aria-label={label} aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-4 z-50 flex flex-col items-center gap-2 px-4">
      {shown.map((t) => (
        <div
          key={t.id}
          role={t.tone === "bad" ? "alert" : undefined}
          className={cx(
            "pointer-events-auto flex max-w-xl min-w-64 items-center gap-2 rounded-md bg-raised py-1 pr-1 pl-3 text-sm shadow-pop",
            t.tone === "bad" && "border-l-3 border-bad",
          )}
        >
          <div className="min-w-0 flex-1 py-1">
            <p className="break-words">{t.text}</p>
            {t.hint && <p className="text-xs break-words text-muted">{t.hint}</p>}
          </div>
          {t.action && (
            <Button
              kind="quiet"
              className="text-accent"
              onClick={() => {
                dismiss(t.id);
                t.action!.run();
              }}
            >
              {t.action.label}
            </Button>
          )}
          <IconButton
            icon={X}
            size={14}
            label={closeLabel}
            onClick={() => {
              dismiss(t.id);
              t.ended();
            }}
          />
        </div>
      ))}
    </section>
  );
}
