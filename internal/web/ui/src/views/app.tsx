import { useEffect, useState } from "react";
import { watchVisibility } from "@/model/changes";
import { openDoor, type Door } from "@/model/door";
import { watchPaused } from "@/model/paused";
import { loadPreferences } from "@/model/preferences";
import { watchRoute } from "@/model/route";
import { watchStatus } from "@/model/status";
import { text } from "@/text";
import { Loading } from "@/widgets";
import { failed } from "./failed";
import { Closed } from "./shell/closed";
import { Shell } from "./shell";
import { watchRecording } from "./shell/recording";

/** Knocks, then shows the UI or why there is none. */
export function App() {
  const [door, setDoor] = useState<Door>();
  const knock = () => {
    setDoor(undefined);
    void openDoor().then(async (d) => {
      if (d === "open") {
        watchRoute();
        watchVisibility();
        watchStatus();
        watchPaused();
        watchRecording();
        await loadPreferences().catch(failed); // defaults do
      }
      setDoor(d);
    });
  };
  useEffect(knock, []);
  if (!door)
    return (
      <div className="flex h-full flex-col">
        <div className="boot">{text.shell.name}</div>
        <Loading label={text.shell.connecting} />
      </div>
    );
  if (door !== "open") return <Closed door={door} onRetry={knock} />;
  return <Shell />;
}
