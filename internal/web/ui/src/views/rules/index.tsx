import { text } from "@/text";
import { Page } from "@/widgets";
import type { PageProps } from "../contract";

export default function Rules({ onClose }: PageProps) {
  return (
    <Page title={text.rules.title} backLabel={text.common.back} onClose={onClose}>
      {null}
    </Page>
  );
}
