import type { Row } from "../types";

/** What an entry is, in one word: the icon of the list. */
export type Kind =
  | "json" | "html" | "image" | "css" | "js" | "font" | "media" | "text" | "form" | "binary" | "none"
  | "websocket" | "sse" | "grpc" | "tunnel" | "handshake" | "active" | "failed";

export function kindOf(r: Pick<Row, "kind" | "state" | "inside" | "content_type" | "status" | "fault">): Kind {
  if (r.kind === "handshake-failure") return "handshake";
  if (r.state === "failed") return "failed";
  if (r.kind === "tunnel") return "tunnel";
  if (r.inside === "websocket" || r.inside === "sse" || r.inside === "grpc") return r.inside;
  if (r.state === "active" && !r.status) return "active";
  return contentKind(r.content_type);
}

/** What a Content-Type stands for. */
export function contentKind(type: string): Kind {
  const media = type.split(";", 1)[0]!.trim().toLowerCase();
  if (!media) return "none";
  if (/[/+]json$|^application\/(x-)?ndjson$|^application\/graphql/.test(media)) return "json";
  if (/^text\/html$|xhtml/.test(media)) return "html";
  if (media === "text/css") return "css";
  if (/(java|ecma)script$/.test(media)) return "js";
  if (/^font\/|^application\/(x-)?font|\/vnd\.ms-fontobject$/.test(media)) return "font";
  if (media.startsWith("image/")) return "image";
  if (/^(audio|video)\//.test(media)) return "media";
  if (/form-urlencoded$|^multipart\/form-data$/.test(media)) return "form";
  if (/^application\/grpc/.test(media)) return "grpc";
  if (media.startsWith("text/") || /[/+](xml|yaml)$/.test(media)) return "text";
  return "binary";
}

/** The type as the list shows it: "json", "html", "png", "octet-stream". */
export function shortType(type: string): string {
  const media = type.split(";", 1)[0]!.trim().toLowerCase();
  const sub = media.slice(media.indexOf("/") + 1);
  const suffix = /\+(json|xml)$/.exec(sub);
  if (suffix) return suffix[1]!;
  return sub.replace(/^x-|^vnd\./, "").replace(/^javascript$/, "js").replace("www-form-urlencoded", "form").replace("event-stream", "events");
}

export type Tone = "plain" | "ok" | "info" | "warn" | "bad" | "muted";

/** The colour that a row's status has. */
export function statusTone(status: number): Tone {
  if (status >= 500) return "bad";
  if (status >= 400) return "warn";
  if (status >= 300) return "info";
  if (status >= 200) return "ok";
  return "muted";
}

/** The path and query of a URL; all of it when it has no path. */
export function pathOf(url: string): string {
  const at = url.indexOf("://");
  const slash = url.indexOf("/", at < 0 ? 0 : at + 3);
  return slash < 0 ? "" : url.slice(slash);
}

/** The host of a URL with its port, when it is not the scheme's. */
export function authorityOf(url: string): string {
  const m = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url);
  return (m?.[1] ?? url).replace(/^[^@]*@/, "");
}
