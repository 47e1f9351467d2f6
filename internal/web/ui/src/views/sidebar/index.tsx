import type { SidebarProps } from "../contract";

export default function Sidebar({ scope }: SidebarProps) {
  return <div className="p-3 text-xs text-muted">{scope}</div>;
}
