import { text } from "@/text";
import { Page } from "@/widgets";
import type { PageProps } from "../contract";

export default function Settings({ onClose }: PageProps) {
  return (
    <Page title={text.settings.title} backLabel={text.common.back} onClose={onClose}>
      {null}
    </Page>
  );
}
