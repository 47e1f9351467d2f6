import { preferences } from "./preferences";

export type Theme = "system" | "light" | "dark";
export const themeKey = "theme";

/** Keeps the document in the chosen theme, or in the system's. */
export function watchTheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = preferences.get()[themeKey];
    const theme = chosen === "dark" || chosen === "light" ? chosen : dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme;
  };
  dark.addEventListener("change", apply);
  preferences.subscribe(apply);
  apply();
}
