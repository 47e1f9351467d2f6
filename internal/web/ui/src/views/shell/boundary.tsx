import { Component, type ReactNode } from "react";
import { text } from "@/text";
import { Button, Failure } from "@/widgets";

interface Props {
  /** A change of it tries again. */
  of: string;
  children: ReactNode;
}

/** Keeps a view that breaks from taking the page with it. */
export class Boundary extends Component<Props, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(was: Props) {
    if (was.of !== this.props.of && this.state.error) this.setState({ error: null });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Failure
        title={text.shell.crashed}
        hint={
          <>
            {text.shell.crashedHint} <code className="font-mono text-xs">{error.message}</code>
          </>
        }
        actions={<Button onClick={() => this.setState({ error: null })}>{text.common.retry}</Button>}
      />
    );
  }
}
