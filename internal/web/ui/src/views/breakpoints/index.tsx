import { text } from "@/text";
import { Page } from "@/widgets";
import type { PageProps } from "../contract";

export default function Breakpoints({ onClose }: PageProps) {
  return (
    <Page title={text.breakpoints.title} backLabel={text.common.back} onClose={onClose}>
      {null}
    </Page>
  );
}
