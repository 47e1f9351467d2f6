import { createContext, useContext } from "react";

/**
 * The modal dialog that something is in, null for none. What opens over it (menus, popovers)
 * has to be inside it: everything outside is inert and below.
 */
export const Layer = createContext<HTMLElement | null>(null);

export const useLayer = (): HTMLElement | undefined => useContext(Layer) ?? undefined;
