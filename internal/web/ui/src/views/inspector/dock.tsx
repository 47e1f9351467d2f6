import { PanelBottom, PanelRight, X } from "lucide-react";
import { text } from "@/text";
import { IconButton } from "@/widgets";
import type { InspectorProps } from "../contract";

type Props = Pick<InspectorProps, "side" | "onSide" | "onClose">;

/** Where the inspector is, and the way to be rid of it. */
export function Dock({ side, onSide, onClose }: Props) {
  const t = text.inspector.bar;
  const below = side === "below";
  return (
    <>
      <IconButton icon={below ? PanelRight : PanelBottom} label={below ? t.right : t.below} onClick={() => onSide(below ? "right" : "below")} />
      <IconButton icon={X} label={t.close} onClick={onClose} />
    </>
  );
}
