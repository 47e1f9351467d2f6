import { href } from "@/model/route";
import { text } from "@/text";

export function Toolbar() {
  return (
    <header className="flex h-10 shrink-0 items-center gap-2 border-b bg-panel px-3">
      <a href={href("")} className="font-semibold">
        {text.shell.name}
      </a>
    </header>
  );
}
