import { Check, ChevronRight, type LucideIcon } from "lucide-react";
import { ContextMenu as RadixContext, DropdownMenu as RadixDropdown } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { keyText } from "./keycap";
import { useLayer } from "./layer";

/** What a menu shows. */
export type MenuItem =
  | "separator"
  | { heading: string }
  | {
      label: string;
      icon?: LucideIcon;
      keys?: string;
      detail?: string;
      disabled?: boolean;
      danger?: boolean;
      /** Shown with a check mark; true or false makes it a checkbox. */
      checked?: boolean;
      /** Keeps the menu open. */
      stay?: boolean;
      onSelect?(): void;
      items?: MenuItem[];
    };

const surface =
  "z-50 max-h-(--radix-popper-available-height) min-w-44 max-w-96 overflow-y-auto rounded-md bg-raised p-1 text-sm text-ink shadow-pop outline-none";
const row =
  "flex h-6.5 items-center gap-2 rounded px-2 outline-none select-none data-disabled:opacity-45 data-highlighted:bg-accent-soft data-[state=open]:bg-accent-soft";

// Both kinds of menu have the same parts.
type Parts = typeof RadixDropdown | typeof RadixContext;

function Items({ items, parts }: { items: MenuItem[]; parts: Parts }) {
  const P = parts as typeof RadixDropdown;
  const layer = useLayer();
  const icons = items.some((i) => typeof i === "object" && "label" in i && (i.icon || i.checked !== undefined));
  return items.map((item, at) => {
    if (item === "separator") return <P.Separator key={at} className="mx-1 my-1 h-px bg-line" />;
    if ("heading" in item)
      return (
        <P.Label key={at} className="px-2 pt-1 pb-0.5 text-2xs font-semibold text-faint">
          {item.heading}
        </P.Label>
      );
    const Icon = item.icon;
    const inside = (
      <>
        {icons && (
          <span className="flex w-4 shrink-0 justify-center text-muted">
            {item.checked ? <Check size={14} aria-hidden /> : Icon ? <Icon size={14} aria-hidden /> : null}
          </span>
        )}
        <span className="min-w-0 flex-[1_1_auto] truncate">{item.label}</span>
        {item.detail && <span className="min-w-0 flex-[0_999_auto] truncate pl-4 text-xs text-faint">{item.detail}</span>}
        {item.keys && <span className="pl-4 text-xs text-faint">{keyText(item.keys)}</span>}
      </>
    );
    if (item.items)
      return (
        <P.Sub key={at}>
          <P.SubTrigger className={row} disabled={item.disabled}>
            {inside}
            <ChevronRight size={13} aria-hidden className="-mr-1 text-faint" />
          </P.SubTrigger>
          <P.Portal container={layer}>
            <P.SubContent className={surface} collisionPadding={6}>
              <Items items={item.items} parts={parts} />
            </P.SubContent>
          </P.Portal>
        </P.Sub>
      );
    const select = (e: Event) => {
      if (item.stay) e.preventDefault();
      item.onSelect?.();
    };
    const look = cx(row, item.danger && "text-bad");
    if (item.checked !== undefined)
      return (
        <P.CheckboxItem key={at} className={look} checked={item.checked} disabled={item.disabled} onSelect={select}>
          {inside}
        </P.CheckboxItem>
      );
    return (
      <P.Item key={at} className={look} disabled={item.disabled} onSelect={select}>
        {inside}
      </P.Item>
    );
  });
}

/** A button's menu. */
export function Menu({ items, children, align = "start" }: { items: MenuItem[] | (() => MenuItem[]); children: ReactNode; align?: "start" | "end" }) {
  return (
    <RadixDropdown.Root modal={false}>
      <RadixDropdown.Trigger asChild>{children}</RadixDropdown.Trigger>
      <RadixDropdown.Portal container={useLayer()}>
        <RadixDropdown.Content className={surface} align={align} sideOffset={3} collisionPadding={6}>
          <Late items={items} parts={RadixDropdown} />
        </RadixDropdown.Content>
      </RadixDropdown.Portal>
    </RadixDropdown.Root>
  );
}

// Items may be made only once the menu is open.
function Late({ items, parts }: { items: MenuItem[] | (() => MenuItem[]); parts: Parts }) {
  return <Items items={typeof items === "function" ? items() : items} parts={parts} />;
}

/** The menu of a right click, or of the menu key. */
export function ContextMenu({
  items,
  children,
  onOpenChange,
}: {
  items: MenuItem[] | (() => MenuItem[]);
  children: ReactNode;
  onOpenChange?(open: boolean): void;
}) {
  return (
    <RadixContext.Root modal={false} onOpenChange={onOpenChange}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal container={useLayer()}>
        <RadixContext.Content className={surface} collisionPadding={6}>
          <Late items={items} parts={RadixContext} />
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}
