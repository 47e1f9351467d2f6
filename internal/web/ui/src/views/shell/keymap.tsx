import { keyLayers, useKeys } from "@/model/keys";
import { createStore, useStore } from "@/model/store";
import { text } from "@/text";
import { Dialog, Keys } from "@/widgets";

const shown = createStore(false);
export const openKeymap = (): void => shown.set(true);

/** The map of keys: every key that does something where one is. Opened with ?. */
export function Keymap() {
  const open = useStore(shown);
  useKeys({ title: text.shell.keysTitle, level: 0, bindings: [{ keys: ["?"], label: text.shell.toolbar.keys, run: openKeymap }] });
  if (!open) return null;
  const groups = new Map<string, { keys: string[]; also?: string[]; label: string }[]>();
  for (const layer of keyLayers()) {
    const known = groups.get(layer.title) ?? [];
    known.push(...layer.bindings.filter((b) => b.label));
    groups.set(layer.title, known);
  }
  return (
    <Dialog title={text.shell.keymap} closeLabel={text.common.close} onClose={() => shown.set(false)} wide>
      <div className="columns-2 gap-8 max-md:columns-1">
        {[...groups]
          .filter(([title, all]) => title && all.length)
          .map(([title, all]) => (
            <section key={title} className="mb-4 break-inside-avoid-column">
              <h3 className="mb-1 text-xs font-semibold text-muted">{title}</h3>
              <dl>
                {all.map((b) => (
                  <div key={b.keys.join()} className="flex h-6.5 items-center gap-3 border-b border-line/60 last:border-b-0">
                    <dt className="min-w-0 flex-1 truncate">{b.label}</dt>
                    <dd className="flex gap-1">
                      {[...b.keys, ...(b.also ?? [])].map((k) => (
                        <Keys key={k} keys={k} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
      </div>
    </Dialog>
  );
}
