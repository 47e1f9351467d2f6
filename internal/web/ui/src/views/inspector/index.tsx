import { useStore } from "@/model/store";
import { selection } from "@/model/traffic";
import { text } from "@/text";
import type { InspectorProps } from "../contract";
import { Entry } from "./entry";
import { Nothing } from "./nothing";
import { Several } from "./several";

/** What is known of the selection: of one entry, or of several together. */
export default function Inspector(props: InspectorProps) {
  const { ids } = useStore(selection);
  return (
    <section aria-label={text.inspector.title} className="@container flex min-h-0 flex-1 flex-col bg-bg" data-inspector>
      {props.selected > 1 ? <Several {...props} ids={ids} /> : props.id === null ? <Nothing {...props} /> : <Entry {...props} id={props.id} />}
    </section>
  );
}
