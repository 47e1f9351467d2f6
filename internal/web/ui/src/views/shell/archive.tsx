import { FileInput } from "lucide-react";
import { useEffect, useState } from "react";
import { readArchive, reading } from "@/model/archive";
import { go } from "@/model/route";
import { useStore } from "@/model/store";
import { query } from "@/model/traffic";
import { text } from "@/text";
import { toast } from "@/widgets";
import { failed } from "../failed";
import { openSession } from "./session";

const t = text.shell.archive;

/** Reads HAR files, one after the other, and says what became of each. */
export async function importFiles(files: readonly File[]): Promise<void> {
  for (const file of files) {
    try {
      const it = await readArchive(file);
      if (!it) return;
      const show = () => {
        go("");
        openSession("");
        query.set((q) => ({ ...q, search: `id:${it.first_id}..${it.last_id}` }));
      };
      const hint = it.damages[0] && t.damaged(it.skipped, it.damages[0].reason);
      toast(t.imported(it.imported, file.name), { hint, tone: it.imported ? "plain" : "bad", action: it.imported ? { label: t.show, run: show } : undefined });
    } catch (e) {
      failed(e);
    }
  }
}

/** Asks for HAR files and reads them. */
export function chooseArchive(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".har,application/json";
  input.multiple = true;
  input.onchange = () => void importFiles([...(input.files ?? [])]);
  input.click();
}

/** Takes HAR files that are dropped anywhere on the page. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const off = new AbortController();
    const files = (e: DragEvent) => e.dataTransfer?.types.includes("Files") ?? false;
    const on = (kind: "dragenter" | "dragover" | "dragleave" | "drop", f: (e: DragEvent) => void) => addEventListener(kind, f, { signal: off.signal });
    const take = (e: DragEvent) => {
      if (!files(e) || e.defaultPrevented) return;
      e.preventDefault();
      setOver(true);
    };
    on("dragenter", take);
    on("dragover", take);
    on("dragleave", (e) => e.relatedTarget === null && setOver(false));
    on("drop", (e) => {
      setOver(false);
      if (!files(e) || e.defaultPrevented) return;
      e.preventDefault();
      void importFiles([...(e.dataTransfer?.files ?? [])]);
    });
    return () => off.abort();
  }, []);
  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 flex items-center justify-center bg-shade p-8">
      <p className="flex items-center gap-3 rounded-lg border-2 border-dashed border-accent bg-raised px-8 py-6 text-lg">
        <FileInput size={22} aria-hidden className="text-accent" />
        {t.drop}
      </p>
    </div>
  );
}

/** Says which archive is being read, and can stop it. */
export function Reading() {
  const it = useStore(reading);
  if (!it) return null;
  return (
    <span role="status" className="flex min-w-0 items-center gap-1.5">
      <span aria-hidden className="size-2.5 animate-spin rounded-full border-2 border-line-strong border-t-accent" />
      <span className="max-w-64 truncate">{t.reading(it.name)}</span>
      <button type="button" onClick={it.stop} className="rounded px-1 text-accent hover:bg-hover">
        {t.stop}
      </button>
    </span>
  );
}
