import { text } from "@/text";
import { Page } from "@/widgets";
import type { PageProps } from "../contract";

export default function Compose({ onClose }: PageProps) {
  return (
    <Page title={text.compose.title} backLabel={text.common.back} onClose={onClose}>
      {null}
    </Page>
  );
}
