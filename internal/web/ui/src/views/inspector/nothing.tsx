import { MousePointerClick } from "lucide-react";
import { text } from "@/text";
import { Empty } from "@/widgets";
import type { InspectorProps } from "../contract";
import { Dock } from "./dock";

export function Nothing(props: InspectorProps) {
  const t = text.inspector.nothing;
  return (
    <>
      <div className="flex h-8 shrink-0 items-center justify-end border-b bg-panel px-1">
        <Dock {...props} />
      </div>
      <Empty icon={MousePointerClick} title={t.title}>
        {t.hint}
      </Empty>
    </>
  );
}
