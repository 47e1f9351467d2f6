import { text } from "@/text";
import { toast } from "@/widgets";
import { failed } from "./failed";

/** Puts a text into the clipboard, and says so or why it could not. */
export async function copyText(what: string | Promise<string>, said: string = text.common.copied): Promise<void> {
  try {
    await navigator.clipboard.writeText(await what);
    toast(said);
  } catch (e) {
    failed(e);
  }
}
