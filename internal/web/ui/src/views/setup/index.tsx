import { text } from "@/text";
import { Page } from "@/widgets";
import type { PageProps } from "../contract";

export default function Setup({ onClose }: PageProps) {
  return (
    <Page title={text.setup.title} backLabel={text.common.back} onClose={onClose}>
      {null}
    </Page>
  );
}
