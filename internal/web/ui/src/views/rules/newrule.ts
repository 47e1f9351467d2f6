import { useEffect, useRef, useState } from "react";
import { ApiError, get, getText } from "@/model/api";
import { go } from "@/model/route";
import { freeName, groupFor } from "@/model/rules/arrange";
import { newDraft, type Group, type Rules } from "@/model/rules/drafts";
import { emptyRule, nameOf, ruleFrom, type Known } from "@/model/rules/fromentry";
import type { Schemas } from "@/model/types";
import { text } from "@/text";
import { toast } from "@/widgets";
import { failed } from "../failed";

const t = text.rules;
const longest = 256 << 10; // octets of a body that may stand in a rule

/** beginRule opens a new rule of a kind; "" is one that does nothing yet. */
export function beginRule(groups: readonly Group[], open: string, kind: string): void {
  const group = groupFor(groups, open);
  const name = freeName(groups.find((g) => g.name === group), kind ? text.rules.form.kinds[kind]! : t.newTitle);
  go("rules", { draft: newDraft(group, emptyRule(name, kind)) });
}

/** useNewFrom makes the rule that the address asks for, once: new=KIND, and from=ID for one that is made from an entry. */
export function useNewFrom(query: URLSearchParams, all: Rules | null): boolean {
  const kind = query.get("new");
  const id = Number(query.get("from")) || 0;
  const session = query.get("session") ?? "";
  const asked = kind === null ? "" : `${kind} ${id} ${session}`;
  const made = useRef("");
  const [making, setMaking] = useState(false);
  useEffect(() => {
    if (!asked) made.current = "";
    if (!asked || !all || made.current === asked) return;
    made.current = asked;
    if (!id) return beginRule(all.groups, "", kind ?? "");
    setMaking(true);
    fromEntry(all.groups, kind ?? "", id, session)
      .catch((e) => (e instanceof ApiError && e.status === 404 ? toast(t.noEntry, { tone: "bad" }) : failed(e)))
      .finally(() => setMaking(false));
  }, [asked, all]);
  return making;
}

async function fromEntry(groups: readonly Group[], kind: string, id: number, session: string): Promise<void> {
  const entry = await get<Schemas["Detail"]>(`/v1/exchanges/${id}`, { query: { session } });
  const group = groupFor(groups, "");
  const name = freeName(groups.find((g) => g.name === group), nameOf(entry.method, entry.url));
  const known = kind === "map-local" ? await answerOf(entry, session) : undefined;
  const key = newDraft(group, ruleFrom(name, kind, entry, known));
  location.replace(`#/rules?draft=${encodeURIComponent(key)}`);
}

// The body is taken as text when it is some, and not too long for a rule.
async function answerOf(entry: Schemas["Detail"], session: string): Promise<Known> {
  const known: Known = { status: entry.status, contentType: entry.content_type };
  if (!entry.status) return known;
  if (entry.response_bytes > longest) {
    toast(t.bodyTooLong(entry.response_bytes), { hint: t.bodyToFile(entry.id) });
    return known;
  }
  const body = await getText(`/v1/exchanges/${entry.id}/body`, { query: { side: "response", as: "decoded", session } });
  if (body.length > longest) toast(t.bodyTooLong(body.length), { hint: t.bodyToFile(entry.id) });
  else if (/[\u0000\ufffd]/.test(body)) toast(t.bodyNotText, { hint: t.bodyToFile(entry.id) });
  else known.text = body;
  return known;
}
