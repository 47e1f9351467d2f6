// All text that the UI shows, by view. Text of the instance (errors, verdicts) comes as it is.
import { actions } from "./en/actions";
import { breakpoints } from "./en/breakpoints";
import { common } from "./en/common";
import { compare } from "./en/compare";
import { compose } from "./en/compose";
import { inspector } from "./en/inspector";
import { list } from "./en/list";
import { message } from "./en/message";
import { rules } from "./en/rules";
import { settings } from "./en/settings";
import { setup } from "./en/setup";
import { shell } from "./en/shell";
import { sidebar } from "./en/sidebar";
import { units } from "./en/units";

export const en = { common, actions, shell, list, sidebar, inspector, message, rules, breakpoints, compose, compare, setup, settings, units };
