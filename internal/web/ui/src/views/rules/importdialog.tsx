import { text } from "@/text";
import { Command, Dialog } from "@/widgets";

const t = text.rules;

/** Says how rules of other programs are taken over: their files are read where the instance runs. */
export function ImportDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog wide title={t.importTitle} closeLabel={text.common.close} onClose={onClose}>
      <div className="flex flex-col gap-3 text-sm">
        <p>{t.importHint}</p>
        <p className="text-muted">{t.importSee}</p>
        <Command text={t.importDry} copyLabel={text.common.copy} copiedLabel={text.common.copied} />
        <p className="text-muted">{t.importThen}</p>
        <Command text={t.importDo} copyLabel={text.common.copy} copiedLabel={text.common.copied} />
        <p className="text-muted">{t.importAfter}</p>
      </div>
    </Dialog>
  );
}
