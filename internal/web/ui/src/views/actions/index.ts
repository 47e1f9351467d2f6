// What entries offer: the same actions for the list's menu and keys and for the inspector.
export { copy, copyAs, deleteSoon, leaveAlone, note, save, sendAgain } from "./deal";
export { ActionDialogs } from "./dialogs";
export { actionsOf, comment, compare, copyItems, edit, filterItems, newRule, pin, type Subject } from "./menu";
