import { aborted, postFile } from "./api";
import { createStore, type Store } from "./store";
import type { Schemas } from "./types";

/** An archive that is being read; null: none is. */
export const reading: Store<{ name: string; stop(): void } | null> = createStore<{ name: string; stop(): void } | null>(null);

/** Has the instance read a HAR file into its session; undefined: somebody stopped it, what was read stays. */
export async function readArchive(file: File): Promise<Schemas["Imported"] | undefined> {
  const stopper = new AbortController();
  reading.set({ name: file.name, stop: () => stopper.abort() });
  try {
    return await postFile<Schemas["Imported"]>("/v1/import", file, { signal: stopper.signal });
  } catch (e) {
    if (stopper.signal.aborted || aborted(e)) return undefined;
    throw e;
  } finally {
    reading.set(null);
  }
}
