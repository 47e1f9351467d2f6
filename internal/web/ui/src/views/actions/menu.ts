import {
  ArrowLeftRight, Ban, CirclePause, Copy, Download, FileOutput, Filter, MessageSquare, Palette, PanelBottom, PenLine, Pin, PinOff, RotateCw, ShieldOff, Trash2,
} from "lucide-react";
import { exportURL, type BypassScope, type Entries } from "@/model/act";
import { authorityOf, pathOf, shortType } from "@/model/list/kind";
import { go } from "@/model/route";
import { createStore } from "@/model/store";
import { addToSearch, quoted } from "@/model/traffic";
import type { Flow } from "@/model/types";
import { text } from "@/text";
import type { MenuItem } from "@/widgets";
import { copy, copyAs, deleteSoon, leaveAlone, note, save, sendAgain } from "./deal";
import { ask } from "./dialogs";

/** What actions are about. entry is the one that the person is at, ids are all that are selected. */
export interface Subject extends Entries {
  entry: Flow & { replay_of?: number };
}

const t = text.actions;
const secrets = createStore(false); // whether copies have secrets: for this page, until it is turned off

const textFormats = ["curl", "curl-powershell", "curl-cmd", "httpie", "python", "fetch", "go"] as const;
const ruleKinds = ["breakpoint", "map-local", "map-remote", "block", "request-headers", "response-headers", "response-body", "throttle", "delay", "fault", ""] as const;
const colours = ["red", "orange", "yellow", "green", "blue", "purple", "grey"] as const;

/** Every action that an entry, or several, offer. */
export function actionsOf(s: Subject, more: { onInspect?(): void } = {}): MenuItem[] {
  const { entry: e, ids, session } = s;
  const one = ids.length === 1;
  const exchange = e.kind === "exchange";
  const captured = !session; // other sessions are only read
  return compact([
    more.onInspect && one && { label: t.open, icon: PanelBottom, keys: "Enter", onSelect: more.onInspect },
    { label: t.replay, icon: RotateCw, keys: "r", disabled: !exchange, onSelect: () => void sendAgain(s) },
    { label: t.replayTimes, disabled: !exchange, onSelect: () => ask({ kind: "replay", entries: s }) },
    { label: t.edit, icon: PenLine, keys: "e", disabled: !exchange || !one, onSelect: () => edit(s) },
    ids.length === 2 && { label: t.compare, icon: ArrowLeftRight, onSelect: () => compare(ids[0]!, ids[1]!) },
    one && Boolean(e.replay_of) && { label: t.compareWithOriginal, icon: ArrowLeftRight, onSelect: () => compare(e.replay_of!, e.id) },
    "separator",
    { label: t.rule, icon: CirclePause, disabled: !one || !exchange, items: ruleKinds.map((kind) => ruleItem(kind, e.id)) },
    { label: t.bypass, icon: ShieldOff, disabled: !one, items: bypassItems(s) },
    { label: t.filter, icon: Filter, items: filterItems(e) },
    "separator",
    { label: t.copy, icon: Copy, items: copyItems(s) },
    { label: t.export, icon: Download, items: ["har", "pcapng"].map((f) => ({ label: f === "har" ? t.exportHAR : t.exportPcapng, icon: FileOutput, onSelect: () => save(exportURL(s, f, !secrets.get())) })) },
    captured && "separator",
    captured && { label: e.pinned ? t.unpin : t.pin, icon: e.pinned ? PinOff : Pin, keys: "p", onSelect: () => pin(s) },
    captured && { label: t.comment, icon: MessageSquare, keys: "c", onSelect: () => comment(s) },
    captured && { label: t.colour, icon: Palette, items: colourItems(s) },
    captured && { label: t.delete, icon: Trash2, keys: "Delete", danger: true, onSelect: () => deleteSoon(ids) },
  ]);
}

const compact = (items: (MenuItem | false | undefined)[]): MenuItem[] => items.filter((i): i is MenuItem => Boolean(i));

export const edit = (s: Subject): void => (s.session ? go("compose", { from: s.entry.id, session: s.session }) : go("compose", { from: s.entry.id }));
export const compare = (left: number, right: number): void => go("compare", { left, right });
export const newRule = (kind: string, from: number): void => (kind ? go("rules", { new: kind, from }) : go("rules", { new: "", from }));
export const pin = (s: Subject): void => void note(s.ids, { pinned: !s.entry.pinned });
export const comment = (s: Subject): void => ask({ kind: "comment", ids: s.ids, was: s.entry.comment });

function ruleItem(kind: (typeof ruleKinds)[number], id: number): MenuItem {
  const keys = kind === "breakpoint" ? "b" : kind === "map-local" ? "m" : undefined;
  return { label: t.rules[kind]!, icon: kind === "block" ? Ban : undefined, keys, onSelect: () => newRule(kind, id) };
}

function bypassItems({ entry, session }: Subject): MenuItem[] {
  const times = [
    ["hour", t.bypassHour],
    ["day", t.bypassDay],
    ["always", t.bypassAlways],
  ] as const;
  const of = (scope: BypassScope): MenuItem[] =>
    times.map(([time, label]) => ({ label, keys: time === "hour" && scope === "client" ? "x" : undefined, onSelect: () => void leaveAlone(entry.id, session, time, scope) }));
  return [{ heading: t.bypassClient }, ...of("client"), "separator", { heading: t.bypassAll }, ...of("all")];
}

/** Conditions of the filter language that an entry meets. */
export function filterItems(e: Flow): MenuItem[] {
  const path = pathOf(e.url).split(/[?#]/, 1)[0]!;
  const type = shortType(e.content_type);
  const only = (label: string, expression: string): MenuItem => ({ label, onSelect: () => addToSearch(expression) });
  return compact([
    Boolean(e.host) && only(t.filterHost(e.host), `host:${quoted(e.host)}`),
    path.length > 1 && only(t.filterPath(path), `path:${/\s|["()]/.test(path) ? quoted(path) : path}`),
    Boolean(e.process) && only(t.filterApp(e.process), `app:${quoted(e.process)}`),
    e.status > 0 && only(t.filterStatus(String(e.status)), `status:${e.status}`),
    Boolean(e.method) && only(t.filterMethod(e.method), `method:${quoted(e.method)}`),
    Boolean(type) && only(t.filterType(type), `type:${quoted(e.content_type.split(";", 1)[0]!.trim())}`),
    Boolean(e.verdict) && only(t.filterVerdict(e.verdict), `verdict:${quoted(e.verdict)}`),
    Boolean(e.host) && "separator",
    Boolean(e.host) && only(t.hideHost(e.host), `-host:${quoted(e.host)}`),
  ]);
}

export function copyItems(s: Subject): MenuItem[] {
  const { entry: e, ids } = s;
  const one = ids.length === 1 && e.kind === "exchange";
  const name = text.inspector.bar.format;
  const as = (format: string, side?: "request" | "response"): MenuItem => {
    const label = name(side ? `${format} ${side}` : format);
    return { label, disabled: !one, onSelect: () => void copyAs(s, format, label, !secrets.get(), side) };
  };
  return [
    { label: t.copyURL, keys: "Mod+c", onSelect: () => void copy(t.copyURL, e.url) },
    { label: t.copyHost, onSelect: () => void copy(t.copyHost, authorityOf(e.url)) },
    "separator",
    ...textFormats.map((f) => as(f)),
    as("raw", "request"),
    as("raw", "response"),
    "separator",
    { label: t.withSecrets, checked: secrets.get(), onSelect: () => secrets.set((on) => !on) },
  ];
}

function colourItems(s: Subject): MenuItem[] {
  const of = (colour: string, label: string): MenuItem => ({ label, checked: s.entry.colour === colour, onSelect: () => void note(s.ids, { colour }) });
  return [...colours.map((c) => of(c, t.colours[c]!)), "separator", of("", t.noColour)];
}
