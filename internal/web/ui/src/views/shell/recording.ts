import { getRecording, setRecording } from "@/model/act";
import { on } from "@/model/changes";
import { createStore, type Store } from "@/model/store";
import { failed } from "../failed";

/** Whether what passes is recorded. */
export const recording: Store<boolean> = createStore(true);

export async function record(on: boolean): Promise<void> {
  try {
    recording.set((await setRecording(on)).on);
  } catch (e) {
    failed(e);
  }
}

export function watchRecording(): void {
  const read = () => void getRecording().then((r) => recording.set(r.on), () => {});
  on("status", read);
  on("reset", read);
  read();
}
