import { useState } from "react";
import { bodyText, bodyURL, type Side } from "@/model/inspect/entry";
import { usePreference } from "@/model/preferences";
import { text } from "@/text";
import { Empty, toast, type MenuItem } from "@/widgets";
import { save } from "../actions";
import { copyText } from "../copy";
import { failed } from "../failed";
import type { KnownProps } from "./entry";
import { LaidOut } from "./laidout";
import { Picture } from "./picture";
import { Preview } from "./preview";

const largestCopy = 16 << 20; // octets that are still put on the clipboard

/** Whether there is something to show: a response of gRPC says how it went even without a body. */
export const hasBody = (d: KnownProps["detail"], of: Side): boolean => d[of].size > 0 || d[of].stored > 0 || (d.inside === "grpc" && of === "response");

/** A body, as what it is or as what was chosen for bodies of its type. */
export function Body({ detail: d, session, of, onFilter }: KnownProps & { of: Side }) {
  const t = text.inspector.body;
  const body = d[of];
  const entry = { id: d.id, session };
  const [as, choose] = useChoice(`${of} ${mediaType(body.type)}`);
  const [path, setPath] = useState("");
  if (!hasBody(d, of)) {
    return <Empty title={t.none}>{of === "request" ? t.noneRequest : t.noneResponse}</Empty>;
  }
  const side = text.inspector.side[of];
  const copy = async () => {
    try {
      const said = body.stored > largestCopy ? undefined : await bodyText(entry, of);
      if (said === undefined || said.includes("\ufffd")) toast(text.inspector.bar.tooLarge, { hint: text.inspector.bar.tooLargeHint, tone: "bad" });
      else await copyText(said);
    } catch (e) {
      failed(e);
    }
  };
  const more: MenuItem[] = [
    { label: t.save, onSelect: () => save(bodyURL(entry, of)) },
    { label: t.saveWire, disabled: body.coding === "", onSelect: () => save(bodyURL(entry, of, "wire")) },
  ];
  const said: string[] = [];
  if (body.truncated) said.push(body.stored < body.size ? t.truncated(body.stored, body.size) : t.cut);
  return (
    <LaidOut
      view={{ ...entry, side: of, path, message: -1 }}
      as={as}
      onAs={choose}
      path={path}
      onPath={setPath}
      stamp={`${body.stored} ${d.state === "active"}`}
      label={(lines) => t.lines(side, lines)}
      facts={body.coding ? t.coding(body.size, body.coding) : undefined}
      notes={said}
      onFilter={onFilter}
      onCopy={() => void copy()}
      more={more}
      inPlace={(kind) => {
        if (kind === "picture") return <Picture entry={entry} of={of} />;
        if (kind === "preview") return <Preview entry={entry} of={of} />;
        return undefined;
      }}
    />
  );
}

/** Type and subtype, in lower case. */
function mediaType(type: string): string {
  return type.split(";", 1)[0]!.trim().toLowerCase();
}

const none: Record<string, string> = {};

/** What bodies of a type are shown as, "" for what is found. */
function useChoice(of: string): [string, (as: string) => void] {
  const [choices, setChoices] = usePreference<Record<string, string>>("inspector.as", none);
  const choose = (as: string) => {
    const { [of]: _, ...rest } = choices;
    setChoices(as ? { ...rest, [of]: as } : rest);
  };
  return [choices[of] ?? "", choose];
}
