import type { ElementType, ReactNode } from "react";

interface Props {
  as?: ElementType;
  children?: ReactNode;
  [other: string]: unknown;
}

/** Stands in for react-remove-scroll, whose <style> the page's policy refuses; the page does not scroll. */
export function RemoveScroll({ as: As = "div", allowPinchZoom: _a, shards: _s, enabled: _e, ...rest }: Props) {
  return <As {...rest} />;
}
RemoveScroll.classNames = { fullWidth: "", zeroRight: "" };
