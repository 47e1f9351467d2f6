import { en } from "./en";

/** The texts in use. A translation is another object of this type. */
export const text: typeof en = en;
