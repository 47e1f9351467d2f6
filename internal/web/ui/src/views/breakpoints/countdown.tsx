import { Timer } from "lucide-react";
import { useEffect, useState } from "react";
import { text } from "@/text";
import { cx } from "@/widgets";

const t = text.breakpoints;

/** Says how long there is to decide, and what happens then. */
export function Countdown({ deadline, then, brief }: { deadline: string | null; then: string; brief?: boolean }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!deadline) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [deadline]);
  if (!deadline) return null;
  const seconds = Math.max(0, Math.ceil((Date.parse(deadline) - now) / 1000));
  const left = t.left(seconds);
  return (
    <span className={cx("inline-flex shrink-0 items-center gap-1 tabular-nums", seconds <= 10 ? "text-bad" : "text-warn")}>
      <Timer size={12} aria-hidden />
      {brief ? left : (t.then[then]?.(left) ?? left)}
    </span>
  );
}
