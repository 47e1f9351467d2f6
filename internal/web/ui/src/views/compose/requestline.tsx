import { SendHorizontal, Square } from "lucide-react";
import { useId, type KeyboardEvent, type Ref } from "react";
import type { Form } from "@/model/compose/form";
import { methods } from "@/model/message/fields";
import { text } from "@/text";
import { Button, Input, Select } from "@/widgets";

const t = text.compose;

interface Props {
  form: Form;
  onChange(form: Form): void;
  /** A text was pasted into the URL; true: it was taken. */
  onPaste(pasted: string): boolean;
  onSend(): void;
  onStop(): void;
  going: boolean;
  times: number;
  urlBox: Ref<HTMLInputElement>;
}

/** Method, URL and version, and the button that sends. */
export function RequestLine({ form, onChange, onPaste, onSend, onStop, going, times, urlBox }: Props) {
  const known = useId();
  const enter = (e: KeyboardEvent) => {
    if (e.key !== "Enter" || e.nativeEvent.isComposing) return;
    e.preventDefault();
    e.stopPropagation();
    onSend();
  };
  return (
    <div className="flex items-center gap-1.5 border-b p-2">
      <datalist id={known}>
        {methods.map((m) => (
          <option key={m} value={m} />
        ))}
      </datalist>
      <Input mono aria-label={t.method} list={known} value={form.method} onChange={(e) => onChange({ ...form, method: e.target.value.toUpperCase() })} onKeyDown={enter} className="w-24! shrink-0 font-semibold" />
      <Input
        ref={urlBox}
        mono
        autoFocus
        aria-label={t.url}
        placeholder={t.urlExample}
        value={form.url}
        onChange={(e) => onChange({ ...form, url: e.target.value })}
        onPaste={(e) => onPaste(e.clipboardData.getData("text")) && e.preventDefault()}
        onKeyDown={enter}
      />
      <Select
        aria-label={t.version}
        value={form.version}
        onValue={(v) => onChange({ ...form, version: v as Form["version"] })}
        options={[
          { value: "", label: t.versions.auto },
          { value: "http/1.1", label: t.versions.h1 },
          { value: "h2", label: t.versions.h2 },
        ]}
        className="w-26 shrink-0"
      />
      {going ? (
        <Button icon={Square} kind="danger" onClick={onStop}>
          {t.stop}
        </Button>
      ) : (
        <Button icon={SendHorizontal} kind="primary" onClick={onSend} title={t.send}>
          {times > 1 ? t.sendTimes(times) : t.send}
        </Button>
      )}
    </div>
  );
}
