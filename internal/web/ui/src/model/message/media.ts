/** What an editor shows a body as. */
export type BodyLanguage = "json" | "html" | "xml" | "javascript" | "yaml" | "text";

const byType: readonly (readonly [RegExp, BodyLanguage])[] = [
  [/[/+]json\b|ndjson|json-seq/, "json"],
  [/html/, "html"],
  [/[/+]xml\b|svg/, "xml"],
  [/javascript|ecmascript/, "javascript"],
  [/yaml/, "yaml"],
];

/** languageOf is the language of a body by its media type, or by how it begins when that says nothing. */
export function languageOf(contentType: string | undefined, body = ""): BodyLanguage {
  const type = (contentType ?? "").toLowerCase();
  const known = byType.find(([re]) => re.test(type));
  if (known) return known[1];
  if (type && !/^text\/plain/.test(type)) return "text";
  const start = body.trimStart().slice(0, 64);
  if (/^(?:\{\s*["}]|\[\s*[[{"\]\d-])/.test(start)) return "json";
  if (/^<(?:!doctype html|html|head|body)\b/i.test(start)) return "html";
  return /^<(?:\?xml|[a-z][\w:-]*[\s>/])/i.test(start) ? "xml" : "text";
}

