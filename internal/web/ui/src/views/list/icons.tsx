import {
  Activity, ArrowLeftRight, AudioLines, Binary, Braces, CircleDashed, CircleX, Code, FileJson, FileText, Image, ListChecks, MessageSquare, Palette, PauseCircle, Pin, Radio, ShieldAlert, Shuffle, Type, Waypoints, type LucideIcon,
} from "lucide-react";
import { memo } from "react";
import { text } from "@/text";

const icons: Record<string, LucideIcon> = {
  json: Braces,
  html: Code,
  image: Image,
  css: Palette,
  js: FileJson,
  font: Type,
  media: AudioLines,
  text: FileText,
  form: ListChecks,
  binary: Binary,
  none: CircleDashed,
  websocket: ArrowLeftRight,
  sse: Radio,
  grpc: Waypoints,
  tunnel: Shuffle,
  handshake: ShieldAlert,
  active: Activity,
  failed: CircleX,
  pinned: Pin,
  commented: MessageSquare,
  paused: PauseCircle,
};

/** The icons of rows, drawn once; a row refers to them. */
export const Sprite = memo(function Sprite() {
  return (
    <svg aria-hidden width="0" height="0" className="absolute">
      {Object.entries(icons).map(([name, Icon]) => (
        <symbol key={name} id={`k-${name}`} viewBox="0 0 24 24">
          <Icon width={24} height={24} strokeWidth={2} />
        </symbol>
      ))}
    </svg>
  );
});

export function Mark({ kind, className, size = 14 }: { kind: string; className?: string; size?: number }) {
  return (
    <svg role="img" aria-label={text.list.kinds[kind]} width={size} height={size} className={className}>
      <title>{text.list.kinds[kind]}</title>
      <use href={`#k-${kind}`} />
    </svg>
  );
}
