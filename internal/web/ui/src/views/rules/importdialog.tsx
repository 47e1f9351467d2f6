import { text } from "@/text";
import { Dialog } from "@/widgets";

const t = text.rules;

export function ImportDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog wide title={t.importTitle} closeLabel={text.common.close} onClose={onClose}>
      {t.importHint}
    </Dialog>
  );
}
