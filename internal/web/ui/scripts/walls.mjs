// The walls of the UI: model knows no widgets, widgets know no model, only views
// join them; text is in src/text; nothing names another host.
import { readdir, readFile } from "node:fs/promises";

const src = new URL("../src/", import.meta.url);
const may = { model: ["model"], widgets: ["widgets"], text: ["text"], views: ["views", "widgets", "model", "text"], "": ["views", "model"] };
const broken = [];

for (const name of await readdir(src, { recursive: true })) {
  if (!/\.(tsx?|css)$/.test(name) || name.endsWith(".gen.ts")) continue;
  const path = name.replaceAll("\\", "/");
  const code = await readFile(new URL(path, src), "utf8");
  const test = /\.(test|testing)\.tsx?$/.test(path); // tests may read what is outside
  const from = path.includes("/") ? path.split("/")[0] : "";
  const lines = code.split("\n").length;
  if (lines > 500) broken.push(`${path}: ${lines} lines, 500 is the cap`);
  for (const [, spec] of code.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)) {
    const to = area(path, spec);
    if (!test && to !== undefined && !may[from].includes(to)) broken.push(`${path}: ${from || "the root"} must not import ${to} (${spec})`);
  }
  if (!test && namesHost(code)) broken.push(`${path}: names another host`);
  if (/dangerouslySetInnerHTML|\.innerHTML\s*=|\bouterHTML\s*=|insertAdjacentHTML|\beval\(|new Function\(/.test(code)) broken.push(`${path}: makes HTML or code from text`);
  if (from === "views" && path.endsWith(".tsx") && !test) {
    for (const said of literals(code)) broken.push(`${path}: "${said}" belongs into src/text/en`);
  }
}

// The names that may stand in examples lead nowhere (RFC 2606, RFC 6762).
function namesHost(code) {
  const hosts = [...code.matchAll(/\bhttps?:\/\/([a-z0-9.-]+)/gi)].map((m) => m[1].toLowerCase());
  return hosts.some((h) => h.includes(".") && !/(^|\.)(example(\.(com|org|net))?|test|local|localhost|invalid)\.?$|^www\.w3\.org$|^[0-9.]+$/.test(h));
}

function area(path, spec) {
  if (/\.css$|\?raw$/.test(spec)) return undefined; // the text of a file is data
  if (spec.startsWith("@/")) return spec.slice(2).split("/")[0];
  if (!spec.startsWith(".")) return undefined;
  const to = new URL(spec, `file:///${path}`).pathname.slice(1);
  return to.includes("/") ? to.split("/")[0] : path.includes("/") || spec.startsWith("./") ? to.split("/")[0] : "";
}

// Words between tags, and in attributes that people read.
function* literals(code) {
  for (const [, said] of code.matchAll(/\b(?:label|title|placeholder|alt|aria-label|hint)="([^"]*[A-Za-z]{2}[^"]*)"/g)) yield said;
  for (const [, said] of code.matchAll(/<[a-zA-Z][^<>{}=]*(?:"[^"]*"[^<>{}=]*|\{[^{}<>]*\}[^<>{}=]*|=)*>\s*([A-Z][a-z]+[^<>{}=;()]*)<\//g)) yield said.trim();
}

if (broken.length) {
  console.error(broken.sort().join("\n"));
  process.exit(1);
}
