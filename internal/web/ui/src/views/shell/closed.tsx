import { KeyRound, Unplug } from "lucide-react";
import type { Door } from "@/model/door";
import { text } from "@/text";
import { Button, CopyButton, Empty, TooltipProvider } from "@/widgets";

/** What is shown instead of everything when the door stays shut. */
export function Closed({ door, onRetry }: { door: Door; onRetry(): void }) {
  const refused = door === "refused";
  return (
    <TooltipProvider>
      <main className="flex h-full">
        <Empty
          icon={refused ? KeyRound : Unplug}
          title={refused ? text.shell.refused : text.shell.unreachable}
          actions={<Button onClick={onRetry}>{text.common.retry}</Button>}
        >
          <p>{refused ? text.shell.refusedHint : text.shell.unreachableHint}</p>
          {refused && (
            <p className="mt-2 inline-flex items-center gap-1 rounded border bg-sunken py-0.5 pr-0.5 pl-3 font-mono text-xs text-ink">
              {text.shell.refusedCommand}
              <CopyButton text={text.shell.refusedCommand} label={text.common.copy} doneLabel={text.common.copied} />
            </p>
          )}
        </Empty>
      </main>
    </TooltipProvider>
  );
}
