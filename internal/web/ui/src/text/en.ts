// All text that the UI shows, by view. Text of the instance (errors, verdicts) comes as it is.
import { breakpoints } from "./en/breakpoints";
import { common } from "./en/common";
import { compare } from "./en/compare";
import { compose } from "./en/compose";
import { inspector } from "./en/inspector";
import { list } from "./en/list";
import { rules } from "./en/rules";
import { settings } from "./en/settings";
import { setup } from "./en/setup";
import { shell } from "./en/shell";
import { sidebar } from "./en/sidebar";

export const en = { common, shell, list, sidebar, inspector, rules, breakpoints, compose, compare, setup, settings };
