import { go } from "@/model/route";
import { remove } from "@/model/rules/arrange";
import { text } from "@/text";
import { toast } from "@/widgets";
import { failed } from "../failed";

const t = text.rules;

/** removeRule takes a rule out at once, and offers to put it back. */
export function removeRule(group: string, name: string, open: boolean): void {
  remove(group, name).then((gone) => {
    if (open) go("rules");
    const undo = () => void gone.undo().then(() => open && go("rules", group, name), failed);
    toast(t.removed(name), { action: { label: text.common.undo, run: undo } });
  }, failed);
}
