import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionSource } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { html } from "@codemirror/lang-html";
import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { xml } from "@codemirror/lang-xml";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers, placeholder as placeholderText } from "@codemirror/view";
import { tags as t } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { cx } from "./cx";

export type Language = "json" | "yaml" | "html" | "xml" | "javascript" | "text";

/** A place in the text that is wrong: line and column from 1; column 0 is the whole line. */
export interface Problem {
  line: number;
  column: number;
  message: string;
  severity?: "error" | "warning" | "info";
}

export interface EditorProps {
  value: string;
  onChange?(value: string): void;
  language?: Language;
  label: string;
  readOnly?: boolean;
  wrap?: boolean;
  numbers?: boolean;
  placeholder?: string;
  problems?: readonly Problem[];
  complete?: CompletionSource;
  /** Where the cursor goes, once for each object: line and column from 1, in characters. */
  place?: { line: number; column: number };
  /** Mod+Enter. */
  onSubmit?(): void;
  autoFocus?: boolean;
  className?: string;
}

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--c-ink)", backgroundColor: "var(--c-bg)", fontSize: "12px" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "18px" },
  ".cm-content": { caretColor: "var(--c-ink)", padding: "4px 0" },
  "&.cm-focused": { outline: "none" },
  ".cm-cursor": { borderLeftColor: "var(--c-ink)" },
  ".cm-gutters": { backgroundColor: "var(--c-panel)", color: "var(--c-faint)", borderRight: "1px solid var(--c-line)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--c-hover) 60%, transparent)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "var(--c-selected)" },
  ".cm-selectionMatch": { backgroundColor: "var(--c-mark)" },
  ".cm-searchMatch": { backgroundColor: "var(--c-mark)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--c-mark-now)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--c-accent-soft)", outline: "none" },
  ".cm-panels": { backgroundColor: "var(--c-panel)", color: "var(--c-ink)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--c-line)" },
  ".cm-textfield": { backgroundColor: "var(--c-bg)", border: "1px solid var(--c-line-strong)" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--c-raised)", border: "1px solid var(--c-line-strong)", color: "var(--c-ink)" },
  ".cm-tooltip": { backgroundColor: "var(--c-raised)", border: "1px solid var(--c-line-strong)", color: "var(--c-ink)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--c-accent-soft)", color: "var(--c-ink)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--c-sunken)", border: "none", color: "var(--c-muted)", padding: "0 4px" },
  ".cm-placeholder": { color: "var(--c-faint)" },
});

const colours = HighlightStyle.define([
  { tag: [t.propertyName, t.attributeName, t.definition(t.propertyName)], color: "var(--c-key)" },
  { tag: [t.string, t.attributeValue, t.special(t.string)], color: "var(--c-string)" },
  { tag: t.number, color: "var(--c-number)" },
  { tag: [t.bool, t.null, t.keyword, t.atom], color: "var(--c-literal)" },
  { tag: [t.tagName, t.typeName], color: "var(--c-tag)" },
  { tag: [t.comment, t.meta], color: "var(--c-comment)" },
  { tag: t.invalid, color: "var(--c-bad)" },
]);

const languages: Record<Language, () => Extension> = {
  json: () => json(),
  yaml: () => yaml(),
  html: () => html({ autoCloseTags: false }),
  xml: () => xml(),
  javascript: () => javascript(),
  text: () => [],
};

/** An editor in a shadow root: there CodeMirror styles through adopted style sheets, which the page's policy allows. */
export default function CodeMirror(props: EditorProps) {
  const { value, language = "text", label, readOnly = false, wrap = false, problems, className } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const parts = useRef({ language: new Compartment(), mode: new Compartment() });

  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open", delegatesFocus: true });
    const p = latest.current;
    const v = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: p.value,
        extensions: [
          p.numbers === false ? [] : [lineNumbers(), foldGutter()],
          highlightSpecialChars(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          syntaxHighlighting(colours),
          p.complete ? autocompletion({ override: [(c) => latest.current.complete?.(c) ?? null] }) : [],
          lintGutter(),
          p.placeholder ? placeholderText(p.placeholder) : [],
          keymap.of([
            { key: "Mod-Enter", run: () => (latest.current.onSubmit ? (latest.current.onSubmit(), true) : false) },
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...foldKeymap,
            ...completionKeymap,
            indentWithTab,
          ]),
          EditorView.contentAttributes.of({ "aria-label": p.label }),
          EditorView.updateListener.of((u) => {
            if (u.docChanged) latest.current.onChange?.(u.state.doc.toString());
          }),
          parts.current.language.of([]),
          parts.current.mode.of([]),
          theme,
        ],
      }),
    });
    view.current = v;
    if (p.autoFocus) v.focus();
    return () => {
      v.destroy();
      view.current = undefined;
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.language.reconfigure(languages[language]()) });
  }, [language]);
  useEffect(() => {
    const mode = [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly), wrap ? EditorView.lineWrapping : []];
    view.current?.dispatch({ effects: parts.current.mode.reconfigure(mode) });
  }, [readOnly, wrap]);
  useEffect(() => {
    const v = view.current;
    if (v && v.state.doc.toString() !== value) v.dispatch({ changes: { from: 0, to: v.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const v = view.current;
    if (v) v.dispatch(setDiagnostics(v.state, diagnostics(v.state, problems ?? [])));
  }, [problems]);

  const { place } = props;
  useEffect(() => {
    const v = view.current;
    if (!v || !place) return;
    const line = v.state.doc.line(Math.max(1, Math.min(place.line, v.state.doc.lines)));
    const at = line.from + Array.from(line.text).slice(0, Math.max(0, place.column - 1)).join("").length;
    v.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    v.focus();
  }, [place]);

  return <div ref={host} aria-label={label} className={cx("min-h-0 min-w-0 flex-1 overflow-hidden", className)} />;
}

function diagnostics(state: EditorState, problems: readonly Problem[]): Diagnostic[] {
  return problems.map((p) => {
    const line = state.doc.line(Math.max(1, Math.min(p.line, state.doc.lines)));
    const from = p.column > 0 ? Math.min(line.from + p.column - 1, line.to) : line.from;
    return { from, to: p.column > 0 ? Math.min(from + 1, line.to) : line.to, message: p.message, severity: p.severity ?? "error" };
  });
}
