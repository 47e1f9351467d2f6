import manual from "../../../../../../docs/rules.md?raw";

/** manualRules are the rules that the manual shows, each as the text of one rule. */
export function manualRules(): string[] {
  const blocks = [...manual.matchAll(/```yaml\n([\s\S]*?)```/g)].map((m) => m[1]!);
  return blocks.flatMap((block) => {
    const list = /^rules:\n/m.test(block) ? block.slice(block.search(/^rules:\n/m) + 7) : `  - name: shown\n    actions:\n${block.replaceAll(/^(?=.)/gm, "      ")}`;
    return list.split(/^(?= {2}- name:)/m).filter((text) => /^ {2}- name:/.test(text)).map((text) => text.replaceAll(/^ {2}/gm, ""));
  });
}
