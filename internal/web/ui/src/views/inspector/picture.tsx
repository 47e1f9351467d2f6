import { ImageOff } from "lucide-react";
import { useState } from "react";
import { imageURL, type EntryRef, type Side } from "@/model/inspect/entry";
import { text } from "@/text";
import { cx, Empty } from "@/widgets";
import { Segments } from "./segments";

/** A picture, which the browser draws and never runs. */
export function Picture({ entry, of }: { entry: EntryRef; of: Side }) {
  const t = text.inspector.body;
  const [fit, setFit] = useState(true);
  const [size, setSize] = useState<string>();
  const [failed, setFailed] = useState(false);
  if (failed) return <Empty icon={ImageOff} title={t.pictureFailed}>{t.pictureFailedHint}</Empty>;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div tabIndex={0} className={cx("flex min-h-0 flex-1 overflow-auto bg-[repeating-conic-gradient(var(--c-sunken)_0_25%,var(--c-bg)_0_50%)] bg-[length:16px_16px] p-3", fit ? "items-center justify-center" : "")}>
        <img
          src={imageURL(entry, of)}
          alt={t.picture(text.inspector.side[of])}
          draggable={false}
          onLoad={(e) => setSize(`${e.currentTarget.naturalWidth} × ${e.currentTarget.naturalHeight}`)}
          onError={() => setFailed(true)}
          className={fit ? "max-h-full max-w-full object-contain" : "m-auto max-w-none"}
        />
      </div>
      <div className="absolute right-2 bottom-2 flex items-center gap-2 rounded bg-raised p-0.5 pl-2 text-2xs text-muted shadow-pop">
        {size}
        <Segments
          label={t.zoom}
          value={fit ? "fit" : "actual"}
          onValue={(v) => setFit(v === "fit")}
          options={[
            { value: "fit", label: t.fit },
            { value: "actual", label: t.actual },
          ]}
        />
      </div>
    </div>
  );
}
