import { CircleCheck } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent } from "react";
import { href } from "@/model/route";
import type { Checks } from "@/model/setup/checks";
import { arrivedBy, grouped, inOrder, neighbour, type Snippet } from "@/model/setup/snippets";
import { text } from "@/text";
import { cx } from "@/widgets";

const t = text.setup;

interface Props {
  snippets: readonly Snippet[];
  chosen: string;
  checks: Checks;
  onChoose(id: string): void;
}

/** All ways, by group; those that work have a mark. */
export function Ways({ snippets, chosen, checks, onChoose }: Props) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const step = (e: KeyboardEvent) => {
    if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
    const next = neighbour(inOrder(snippets), chosen, e.key === "ArrowDown" ? 1 : -1);
    if (!next) return;
    e.preventDefault();
    onChoose(next.id);
    box.current?.querySelector<HTMLElement>(`[data-way="${CSS.escape(next.id)}"]`)?.focus();
  };
  return (
    <nav ref={box} onKeyDown={step} aria-label={t.nav} className="w-60 shrink-0 overflow-y-auto border-r bg-panel py-2 max-sm:max-h-44 max-sm:w-full max-sm:border-r-0 max-sm:border-b">
      {grouped(snippets).map(({ group, snippets: ways }) => (
        <section key={group} aria-labelledby={`ways-${group}`} className="pb-2">
          <h2 id={`ways-${group}`} className="px-3 pt-1 pb-0.5 text-2xs font-semibold text-faint">
            {t.groups[group]}
          </h2>
          <ul>
            {ways.map((s) => {
              const works = (checks.counts.get(arrivedBy(s, checks.starts, checks.shared) ?? "") ?? 0) > 0;
              return (
                <li key={s.id}>
                  <a
                    data-way={s.id}
                    href={href("setup", s.id)}
                    aria-current={s.id === chosen ? "page" : undefined}
                    title={s.title}
                    onClick={(e) => {
                      if (e.metaKey || e.ctrlKey || e.shiftKey) return;
                      e.preventDefault();
                      onChoose(s.id);
                    }}
                    className={cx(
                      "flex h-6 items-center gap-1.5 px-3 text-xs text-ink hover:no-underline",
                      s.id === chosen ? "bg-selected font-medium" : "hover:bg-hover",
                    )}
                  >
                    <span className="min-w-0 flex-1 truncate">{s.title}</span>
                    {works && <CircleCheck size={13} role="img" aria-label={text.setup.check.works} className="shrink-0 text-ok" />}
                  </a>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </nav>
  );
}
