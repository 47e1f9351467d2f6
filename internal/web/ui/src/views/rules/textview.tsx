import { useMemo } from "react";
import type { Draft } from "@/model/rules/drafts";
import { text } from "@/text";
import { CodeEditor } from "@/widgets";

interface Props {
  label: string;
  draft: Draft;
  /** Where the cursor is to go. */
  place: { line: number; column: number } | undefined;
  onChange(text: string): void;
  onSave(): void;
}

/** The text of a rule or of a file, with what is wrong at its place. */
export function TextView({ label, draft, place, onChange, onSave }: Props) {
  const problems = useMemo(() => draft.problems.filter((p) => p.line > 0).map((p) => ({ line: p.line, column: p.column, message: p.message })), [draft.problems]);
  return <CodeEditor loading={text.message.editor} label={label} language="yaml" value={draft.text} onChange={onChange} problems={problems} onSubmit={onSave} place={place} wrap />;
}
