import type { components } from "./api.gen";

/** Shapes of the API, from its OpenAPI document: Schemas["Detail"]. */
export type Schemas = components["schemas"];

export type Fault = Schemas["Fault"];
export type Flow = Schemas["Flow"];
export type Status = Schemas["Status"];
/** One row of the list: an exchange, a tunnel or a handshake failure. */
export type Row = Schemas["Row"];
/** A part of the list as it is now. */
export type RowWindow = Schemas["Window"];
export type ListChange = Schemas["ListChange"];
