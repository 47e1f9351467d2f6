import { useLayoutEffect, useRef, useState } from "react";
import { text } from "@/text";
import { Split } from "@/widgets";
import type { KnownProps } from "./entry";
import { Request, Response } from "./side";
import type { Sides } from "./sides";

/** Request and response, side by side or one over the other. */
export function Exchange(props: KnownProps & { sides: Sides }) {
  const { stacked, share, onShare } = props.sides;
  const t = text.inspector.side;
  const [box, room] = useRoom(stacked);
  return (
    <div ref={box} className="flex min-h-0 flex-1">
      {room > 0 && (
        <Split
          direction={stacked ? "column" : "row"}
          size={Math.round(room * share)}
          onSize={(size) => onShare(size / room)}
          min={stacked ? 64 : 200}
          rest={stacked ? 64 : 200}
          label={stacked ? t.splitStacked : t.split}
          first={<Request {...props} />}
          second={<Response {...props} />}
        />
      )}
    </div>
  );
}

/** The height or width of an element in pixels. */
function useRoom(height: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const el = box.current!;
    const measure = () => setRoom(height ? el.clientHeight : el.clientWidth);
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(el);
    return () => resized.disconnect();
  }, [height]);
  return [box, room] as const;
}
