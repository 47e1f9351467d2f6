import type { components } from "./api.gen";

/** Shapes of the API, from its OpenAPI document: Schemas["Detail"]. */
export type Schemas = components["schemas"];

export type Fault = Schemas["Fault"];

export interface Flow {
  id: number;
  kind: "exchange" | "tunnel" | "handshake-failure";
  started: string;
  duration_ms: number | null;
  wait_ms?: number | null;
  receive_ms?: number | null;
  client: string;
  process: string;
  process_id: number;
  protocol: string;
  upstream_protocol?: string;
  inside: string;
  tls?: string;
  method: string;
  url: string;
  host: string;
  status: number;
  request_bytes: number;
  response_bytes: number;
  content_type: string;
  messages: number;
  state: "active" | "complete" | "failed";
  verdict: string;
  reasons: string[] | null;
  fault?: Fault;
  rules: string[] | null;
  pinned: boolean;
  colour: string;
  comment: string;
  imported?: string;
  replay_of?: number;
  columns?: string[] | null;
}

export interface FlowWindow {
  total: number;
  offset: number;
  seq: number;
  unsearched: number;
  rows: Flow[];
}

export interface Status {
  pid: number;
  version: string;
  proxy: string;
  ui: string;
  custody: string;
  root_sha256: string;
  transient: boolean;
  recording?: boolean;
  throttle?: string;
  at_breakpoints: number;
  capture: { state: string; fault?: Fault; session: string; session_name: string; entries: number; active: number; bytes: number; discarded: number; waiting: number };
}
