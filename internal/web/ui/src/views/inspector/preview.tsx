import { previewURL, type EntryRef, type Side } from "@/model/inspect/entry";
import { text } from "@/text";

/** A captured page in a frame of its own origin, where nothing runs and nothing loads. */
export function Preview({ entry, of }: { entry: EntryRef; of: Side }) {
  const t = text.inspector.body;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <p className="shrink-0 border-b px-3 py-0.5 text-2xs text-muted">{t.previewNote}</p>
      <iframe
        sandbox=""
        referrerPolicy="no-referrer"
        src={previewURL(entry, of)}
        title={t.previewTitle(text.inspector.side[of])}
        className="min-h-0 w-full flex-1 border-0 bg-[#fff] [color-scheme:light]"
      />
    </div>
  );
}
