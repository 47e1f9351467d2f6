import { Activity, memo, Suspense, useEffect } from "react";
import { watch } from "@/model/changes";
import { useKeys } from "@/model/keys";
import { reveal } from "@/model/list/reveal";
import { setPreference, usePreference } from "@/model/preferences";
import { go, route } from "@/model/route";
import { useStore } from "@/model/store";
import { addToSearch, filterOf, query, selection } from "@/model/traffic";
import { text } from "@/text";
import { Loading, Split, Toasts, TooltipProvider } from "@/widgets";
import { ActionDialogs } from "../actions";
import type { InspectorProps } from "../contract";
import { List } from "../list";
import { DropTarget } from "./archive";
import { Banner } from "./banner";
import { Boundary } from "./boundary";
import { Keymap } from "./keymap";
import { Inspector, pages, Sidebar } from "./lazy";
import { Toolbar } from "./toolbar";

/** The frame: toolbar, and under it the traffic or a page. */
export function Shell() {
  const { view, path, query: params } = useStore(route);
  const q = useStore(query);
  useEffect(() => watch({ filter: filterOf(q), sort: q.sort, desc: q.desc, session: q.session }), [q]);
  const Page = pages[view];
  const back = () => go("");
  useKeys({ title: text.shell.keysTitle, level: 0, bindings: [{ keys: ["Escape"], label: text.shell.escape, run: () => (Page ? back() : false) }] });
  return (
    <TooltipProvider>
      <div className="flex h-full flex-col">
        <Toolbar />
        <Banner />
        <main className="flex min-h-0 flex-1 flex-col">
          {Page && (
            <Boundary of={view}>
              <Suspense fallback={<Loading label={text.common.loading} />}>
                <Page path={path} query={params} onClose={back} />
              </Suspense>
            </Boundary>
          )}
          {/* It comes back as it was left: scrolled, selected, searched. */}
          <Activity mode={Page ? "hidden" : "visible"}>
            <Traffic />
          </Activity>
        </main>
      </div>
      <DropTarget />
      <Keymap />
      <ActionDialogs />
      <Toasts label={text.common.messages} closeLabel={text.common.close} />
    </TooltipProvider>
  );
}

const openInspector = () => setPreference("inspector.open", true);

function Traffic() {
  const [sidebarWidth, setSidebarWidth] = usePreference("sidebar.width", 220);
  const [sidebarOpen] = usePreference("sidebar.open", true);
  const [side] = usePreference<Side>("inspector.side", "below");
  const [height, setHeight] = usePreference("inspector.height", 340);
  const [width, setWidth] = usePreference("inspector.width", 620);
  const [inspectorOpen] = usePreference("inspector.open", true);
  const chosen = useStore(selection, (s) => s.focus !== null);

  const below = side === "below";
  const body = (
    <Split
      direction={below ? "column" : "row"}
      sized="second"
      size={below ? height : width}
      onSize={below ? setHeight : setWidth}
      min={below ? 120 : 320}
      rest={below ? 120 : 320}
      label={text.shell.splitInspector}
      first={<List onInspect={openInspector} />}
      second={inspectorOpen && chosen && <Inspected />}
    />
  );
  return <Split direction="row" size={sidebarWidth} onSize={setSidebarWidth} min={140} rest={480} label={text.shell.splitSidebar} first={sidebarOpen && <Aside />} second={body} />;
}

type Side = InspectorProps["side"];

// These two know for themselves what they show: a step through the list draws nothing else.

const Aside = memo(function Aside() {
  const q = useStore(query);
  return (
    <Boundary of="sidebar">
      <Suspense fallback={<Loading label={text.common.loading} />}>
        <Sidebar
          scope={q.scope}
          onScope={(scope, scopeName) => query.set((was) => ({ ...was, scope, scopeName }))}
          search={q.search}
          onSearch={(search) => query.set((was) => ({ ...was, search }))}
          session={q.session}
          onSession={(session) => query.set((was) => ({ ...was, session }))}
        />
      </Suspense>
    </Boundary>
  );
});

const Inspected = memo(function Inspected() {
  const { focus, ids } = useStore(selection);
  const session = useStore(query, (q) => q.session);
  const [side, setSide] = usePreference<Side>("inspector.side", "below");
  return (
    <Boundary of={`inspector ${focus}`}>
      <Suspense fallback={<Loading label={text.common.loading} />}>
        <Inspector id={focus} selected={ids.size} session={session} side={side} onSide={setSide} onClose={() => setPreference("inspector.open", false)} onOpen={reveal} onFilter={addToSearch} />
      </Suspense>
    </Boundary>
  );
});
