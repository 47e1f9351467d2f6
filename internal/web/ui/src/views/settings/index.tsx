import type { ComponentType } from "react";
import { useKeys } from "@/model/keys";
import { go, href } from "@/model/route";
import { text } from "@/text";
import { cx, Page } from "@/widgets";
import type { PageProps } from "../contract";
import { CA } from "./ca";
import { Capture } from "./capture";
import { Doctor } from "./doctor";
import { General } from "./general";
import { Interception } from "./interception";
import { Issued } from "./issued";
import { Sessions } from "./sessions";
import { Throttle } from "./throttle";

const t = text.settings;

const parts: Readonly<Record<string, ComponentType>> = {
  general: General,
  interception: Interception,
  throttle: Throttle,
  ca: CA,
  issued: Issued,
  sessions: Sessions,
  capture: Capture,
  doctor: Doctor,
};
const names = Object.keys(parts);

/** What is set, and how the instance is doing. */
export default function Settings({ path, onClose }: PageProps) {
  const part = names.includes(path[0] ?? "") ? path[0]! : "general";
  const Part = parts[part]!;
  const step = (n: number) => go("settings", names[Math.max(0, Math.min(names.length - 1, names.indexOf(part) + n))]!);
  useKeys({
    title: t.title,
    bindings: [
      { keys: ["j"], label: t.keys.next, run: () => step(1) },
      { keys: ["k"], label: t.keys.previous, run: () => step(-1) },
    ],
  });
  return (
    <Page title={t.title} backLabel={text.common.back} onClose={onClose} scroll={false}>
      <div className="flex min-h-0 flex-1 max-sm:flex-col">
        <nav aria-label={t.nav} className="w-52 shrink-0 overflow-y-auto border-r bg-panel py-2 max-sm:max-h-36 max-sm:w-full max-sm:border-r-0 max-sm:border-b">
          <ul>
            {names.map((name) => (
              <li key={name}>
                <a
                  href={href("settings", name)}
                  aria-current={name === part ? "page" : undefined}
                  className={cx("flex h-7 items-center px-3 text-sm text-ink hover:no-underline", name === part ? "bg-selected font-medium" : "hover:bg-hover")}
                >
                  {t.partTitle(name)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div key={part} className="flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto">
          <div className="flex max-w-4xl flex-1 flex-col px-6 py-4">
            <h2 className="pb-3 text-lg font-semibold">{t.partTitle(part)}</h2>
            <Part />
          </div>
        </div>
      </div>
    </Page>
  );
}
