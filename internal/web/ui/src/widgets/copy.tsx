import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "./button";

/** Copies a text and says so for a moment. */
export function CopyButton({ text, label, doneLabel, size = 14, className }: { text: string | (() => string | Promise<string>); label: string; doneLabel: string; size?: number; className?: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const t = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(t);
  }, [done]);
  const copy = async () => {
    await navigator.clipboard.writeText(typeof text === "string" ? text : await text());
    setDone(true);
  };
  return <IconButton icon={done ? Check : Copy} size={size} label={done ? doneLabel : label} onClick={() => void copy()} className={className} />;
}
