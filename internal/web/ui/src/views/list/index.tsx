import { text } from "@/text";
import { Empty } from "@/widgets";

export function List() {
  return <Empty title={text.list.title} />;
}
