import { AlignLeft, Download, FileUp, Minus, Type } from "lucide-react";
import { useMemo, useRef, useState, type DragEvent } from "react";
import { languageOf } from "@/model/message/media";
import { bodyOfFile, fromBase64, sizeOf, type Body } from "@/model/message/octets";
import { readJSON, writeJSON } from "@/model/rules/json";
import { text } from "@/text";
import { Button, CodeEditor, cx, Empty } from "@/widgets";
import { failed } from "../failed";

const t = text.message;

interface Props {
  body: Body;
  onChange(body: Body): void;
  /** The media type that its fields say. */
  contentType: string | undefined;
  label: string;
  readOnly?: boolean;
  onSubmit?(): void;
  className?: string;
}

/** A body: text in an editor of its type, or octets that a file can take the place of. */
export function BodyEditor({ body, onChange, contentType, label, readOnly, onSubmit, className }: Props) {
  const file = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const language = body.is === "text" ? languageOf(contentType, body.text) : "text";
  const take = (f: File | undefined) => f && void bodyOfFile(f).then(onChange, failed);
  const drop = (e: DragEvent) => {
    setOver(false);
    if (readOnly || !e.dataTransfer.files.length) return;
    e.preventDefault();
    take(e.dataTransfer.files[0]);
  };
  const lay = (indent: string) => {
    if (body.is !== "text") return;
    try {
      onChange({ is: "text", text: writeJSON(readJSON(body.text), indent) });
    } catch {
      // longer than what is looked at, and no JSON: it stays as it is
    }
  };
  const edited = body.is === "text" ? body.text : "";
  const isJSON = useMemo(() => language === "json" && canRead(edited), [language, edited]);
  return (
    <div
      onDragOver={(e) => (e.dataTransfer.types.includes("Files") ? (e.preventDefault(), setOver(true)) : undefined)}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cx("relative flex min-h-40 flex-1 flex-col", over && "outline-2 -outline-offset-2 outline-accent", className)}
    >
      <div className="flex h-8 shrink-0 items-center gap-1 border-b px-2">
        <span className="min-w-0 flex-1 truncate text-xs text-muted">
          {body.is === "text" && body.text === "" ? t.noBody : body.is === "kept" ? "" : t.bodySize(sizeOf(body))}
          {body.is === "text" && body.text !== "" && <span className="ml-2 text-faint uppercase">{language}</span>}
        </span>
        {isJSON && !readOnly && (
          <>
            <Button kind="quiet" icon={AlignLeft} title={t.prettyHint} onClick={() => lay("  ")}>
              {t.pretty}
            </Button>
            <Button kind="quiet" icon={Minus} onClick={() => lay("")}>
              {t.compact}
            </Button>
          </>
        )}
        {body.is !== "text" && !readOnly && (
          <Button kind="quiet" icon={Type} onClick={() => onChange({ is: "text", text: "" })}>
            {t.writeText}
          </Button>
        )}
        {!readOnly && (
          <Button kind="quiet" icon={FileUp} onClick={() => file.current?.click()}>
            {t.fromFile}
          </Button>
        )}
        {body.is === "octets" && (
          <Button kind="quiet" icon={Download} onClick={() => save(body.base64)}>
            {t.save}
          </Button>
        )}
        <input ref={file} type="file" hidden onChange={(e) => (take(e.target.files?.[0]), (e.target.value = ""))} />
      </div>
      {body.is === "text" ? (
        <CodeEditor loading={t.editor} label={label} language={language} value={body.text} readOnly={readOnly} wrap onChange={(v) => onChange({ is: "text", text: v })} onSubmit={onSubmit} />
      ) : body.is === "octets" ? (
        <Empty title={t.notText(sizeOf(body))}>{!readOnly && t.notTextHint}</Empty>
      ) : (
        <Empty title={t.kept}>{body.note}</Empty>
      )}
    </div>
  );
}

const mostRead = 256 << 10; // characters that are looked at with each change

function canRead(json: string): boolean {
  if (json.length > mostRead) return true;
  try {
    readJSON(json);
    return true;
  } catch {
    return false;
  }
}

function save(base64: string) {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(new Blob([fromBase64(base64)], { type: "application/octet-stream" }));
  a.download = "body.bin";
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
}
