import types from "../../../../../rule/script/rockxy.d.ts?raw";

/** Hint is a member of something that a script has. */
export interface Hint {
  name: string;
  type: string;
  about: string;
  call: boolean;
}

const member = /^ {2}(?:readonly |get |set )*([A-Za-z]\w*)\??(<[^>]*>)?(\(.*\))?(?::\s*(.+?))?;(?:\s*\/\/\s*(.*))?$/;

/** read takes the interfaces and their members from the declarations. */
function read(source: string): Map<string, Hint[]> {
  const all = new Map<string, Hint[]>();
  let current: Hint[] | undefined;
  let about = "";
  for (const line of source.split("\n")) {
    const opened = /^(?:declare )?(?:interface|class) (\w+)/.exec(line);
    if (opened) all.set(opened[1]!, (current = []));
    else if (line.startsWith("}")) current = undefined;
    if (!current) continue;
    const said = /^ {2}\/\*\*\s*(.*?)\s*(?:\*\/)?$/.exec(line);
    if (said) about = said[1]!;
    const m = member.exec(line);
    if (!m) continue;
    const [, name = "", , written, type = "", note = ""] = m;
    const args = /^ {2}(?:readonly )?[gs]et /.test(line) ? undefined : written;
    if (name !== "constructor" && !current.some((h) => h.name === name)) current.push({ name, type: args ? `${args}${type && `: ${type}`}` : type, about: about || note, call: Boolean(args) });
    about = "";
  }
  return all;
}

const interfaces = read(types);

// What the names stand for that functions of scripts are given.
const roots: Record<string, string> = { context: "Context", request: "Request", response: "Response", message: "Message" };

const functions: Hint[] = [
  { name: "onRequest", type: "(context, request)", about: "Before the request goes to the server. Returning a response answers in its place.", call: true },
  { name: "onResponse", type: "(context, request, response)", about: "When the head of the response has come.", call: true },
  { name: "onMessage", type: "(context, message)", about: "For each message of a WebSocket, event stream or gRPC call.", call: true },
];

/** hintsAt is what can follow a line up to the cursor: members of what stands before the dot, or names. */
export function hintsAt(before: string): { typed: string; options: readonly Hint[] } | undefined {
  const path = /((?:\w+\.)*)(\w*)$/.exec(before);
  if (!path || /['"`]\s*$/.test(before)) return undefined;
  const [, owner = "", typed = ""] = path;
  const steps = owner.split(".").filter(Boolean);
  if (steps.length === 0) return typed ? { typed, options: [...Object.keys(roots).map((name) => ({ name, type: roots[name]!, about: "", call: false })), ...functions] } : undefined;
  let type = roots[steps[0]!];
  for (const step of steps.slice(1)) type = nameOf(interfaces.get(type ?? "")?.find((h) => h.name === step)?.type);
  const options = interfaces.get(type ?? "");
  return options && { typed, options };
}

const nameOf = (type: string | undefined): string | undefined => /^(?:Readonly<)?(\w+)/.exec(type ?? "")?.[1];
