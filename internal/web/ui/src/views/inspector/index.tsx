import type { InspectorProps } from "../contract";

export default function Inspector({ id }: InspectorProps) {
  return <div className="p-3 font-mono text-xs text-muted">{id}</div>;
}
