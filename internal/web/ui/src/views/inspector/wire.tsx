import type { Detail } from "@/model/inspect/entry";
import { visible, wireLines, wireText } from "@/model/inspect/wire";
import { text } from "@/text";

const ends = { crlf: "␍␊", lf: "␊", "": "" };

/** A head with its line ends; what cannot be seen is made visible. */
export function Wire({ head, title }: { head: Detail["heads"][number]; title: string | undefined }) {
  const { text: raw, latin1 } = wireText(head);
  return (
    <div className="border-b last:border-b-0">
      {title && <h4 className="bg-panel px-3 py-0.5 text-2xs font-semibold text-muted">{title}</h4>}
      <pre className="px-3 py-1.5 font-mono text-xs leading-4.5 wrap-anywhere whitespace-pre-wrap">
        {wireLines(raw).map((l, i) => (
          <span key={i}>
            {visible(l.text)}
            <span aria-hidden className="text-faint opacity-60 select-none">
              {ends[l.end]}
            </span>
            {"\n"}
          </span>
        ))}
      </pre>
      {latin1 && <p className="px-3 pb-2 text-xs text-muted">{text.inspector.headers.notText}</p>}
    </div>
  );
}
