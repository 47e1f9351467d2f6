import { number } from "./number";

export const common = {
  back: "Back to the traffic",
  cancel: "Cancel",
  close: "Close",
  copied: "Copied",
  copy: "Copy",
  delete: "Delete",
  done: "Done",
  loading: "Loading…",
  messages: "Messages",
  off: "Off",
  on: "On",
  retry: "Try again",
  save: "Save",
  undo: "Undo",
  failed: "That did not work",
  /** 1,234 */
  number,
};
