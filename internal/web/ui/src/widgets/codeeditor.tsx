import { lazy, Suspense } from "react";
import { Loading } from "./states";
import type { EditorProps } from "./codemirror";

const Editor = lazy(() => import("./codemirror"));

/** CodeMirror, loaded when it is wanted first. */
export function CodeEditor(props: EditorProps & { loading: string }) {
  const { loading, ...rest } = props;
  return (
    <Suspense fallback={<Loading label={loading} />}>
      <Editor {...rest} />
    </Suspense>
  );
}
