import { lazy, type ComponentType } from "react";
import type { InspectorProps, PageProps, SidebarProps } from "../contract";

/** The views that are loaded when they are wanted. */
export const Sidebar = lazy<ComponentType<SidebarProps>>(() => import("../sidebar"));
export const Inspector = lazy<ComponentType<InspectorProps>>(() => import("../inspector"));

export const pages: Readonly<Record<string, ComponentType<PageProps>>> = {
  rules: lazy(() => import("../rules")),
  breakpoints: lazy(() => import("../breakpoints")),
  compose: lazy(() => import("../compose")),
  compare: lazy(() => import("../compare")),
  setup: lazy(() => import("../setup")),
  settings: lazy(() => import("../settings")),
};
