import { text } from "@/text";
import { Page } from "@/widgets";
import type { PageProps } from "../contract";

export default function Compare({ onClose }: PageProps) {
  return (
    <Page title={text.compare.title} backLabel={text.common.back} onClose={onClose}>
      {null}
    </Page>
  );
}
