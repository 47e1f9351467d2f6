import { CirclePause, CircleQuestionMark, Eraser, ListFilter, MonitorSmartphone, PanelLeft, Send, Settings } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { usePreference } from "@/model/preferences";
import { go, href, route } from "@/model/route";
import { status } from "@/model/status";
import { useStore } from "@/model/store";
import { query } from "@/model/traffic";
import { text } from "@/text";
import { CopyButton, cx, IconButton, Tooltip } from "@/widgets";
import { clearSoon } from "./clearing";
import { openKeymap } from "./keymap";
import { record, recording } from "./recording";
import { Search } from "./search";
import { SessionMenu } from "./session";
import { ThrottleMenu } from "./throttle";

const t = text.shell.toolbar;

/** What is always at hand. */
export function Toolbar() {
  const { view } = useStore(route);
  const s = useStore(status);
  const [sidebar, setSidebar] = usePreference("sidebar.open", true);
  const traffic = view === "";
  const readOnly = useStore(query, (q) => q.session !== "");
  return (
    <header className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-1 gap-y-1.5 border-b bg-panel px-1.5 py-1.5">
      <nav aria-label={t.label} className="contents">
        {traffic ? (
          <IconButton icon={PanelLeft} label={sidebar ? t.hideSidebar : t.showSidebar} pressed={sidebar} onClick={() => setSidebar(!sidebar)} />
        ) : (
          <a href={href("")} className="flex h-7 items-center rounded px-2 font-medium text-ink hover:bg-hover hover:no-underline">
            {t.traffic}
          </a>
        )}
        <RecordButton />
        <IconButton icon={Eraser} label={t.clear} disabled={readOnly} onClick={() => void clearSoon()} />
        <Rule />
        {s && <Address proxy={s.proxy} />}
        <SessionMenu />
        <Search />
        <Place icon={CirclePause} view="breakpoints" label={t.breakpoints} count={s?.at_breakpoints ?? 0} />
        <ThrottleMenu />
        <Rule />
        <Place icon={ListFilter} view="rules" label={t.rules} />
        <Place icon={Send} view="compose" label={t.compose} />
        <Place icon={MonitorSmartphone} view="setup" label={t.setup} />
        <Place icon={Settings} view="settings" label={t.settings} quiet />
        <IconButton icon={CircleQuestionMark} label={t.keys} keys="?" onClick={openKeymap} />
      </nav>
    </header>
  );
}

const Rule = () => <span aria-hidden className="mx-0.5 h-4 w-px shrink-0 bg-line-strong/70" />;

function RecordButton() {
  const on = useStore(recording);
  return (
    <Tooltip text={on ? t.stopRecording : t.startRecording}>
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-label={t.recording}
        onClick={() => void record(!on)}
        className="inline-flex h-7 shrink-0 items-center gap-1.5 rounded px-2 text-sm text-muted select-none hover:bg-hover hover:text-ink"
      >
        <span aria-hidden className={cx("size-2.5 rounded-full", on ? "bg-bad" : "border-2 border-line-strong")} />
        <span className="max-xl:hidden">{on ? t.recording : t.off}</span>
      </button>
    </Tooltip>
  );
}

function Address({ proxy }: { proxy: string }) {
  return (
    <span className="flex shrink-0 items-center">
      <Tooltip text={t.address}>
        <span className="pl-1.5 font-mono text-xs text-muted">{proxy}</span>
      </Tooltip>
      <CopyButton text={proxy} label={t.copyAddress} doneLabel={text.common.copied} size={13} />
    </span>
  );
}

// A place of its own; pressing it there leads back.
function Place({ icon: Icon, view, label, count = 0, quiet }: { icon: LucideIcon; view: string; label: string; count?: number; quiet?: boolean }) {
  const here = useStore(route, (r) => r.view === view);
  return (
    <Tooltip text={label}>
      <button
        type="button"
        aria-label={count ? t.withCount(label, count) : label}
        aria-current={here ? "page" : undefined}
        onClick={() => go(here ? "" : view)}
        className={cx(
          "inline-flex h-7 min-w-7 shrink-0 items-center justify-center gap-1.5 rounded px-1.5 text-sm select-none",
          here ? "bg-accent-soft text-accent" : count ? "text-warn hover:bg-hover" : "text-muted hover:bg-hover hover:text-ink",
        )}
      >
        <Icon size={16} strokeWidth={1.9} aria-hidden />
        {!quiet && <span className="max-xl:hidden">{label}</span>}
        {count > 0 && <span className="rounded-full bg-warn px-1.5 text-2xs leading-4 font-semibold text-bg tabular-nums">{count}</span>}
      </button>
    </Tooltip>
  );
}
