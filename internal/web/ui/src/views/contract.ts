// What the shell gives to the views. Each view is the default export of its index.tsx and is loaded when it is wanted.

/** A view with a place of its own: #/NAME/path…?query. */
export interface PageProps {
  path: readonly string[];
  query: URLSearchParams;
  /** Back to the traffic; Escape does it too. */
  onClose(): void;
}

/** Right of the list or under it. It is mounted while it is open; id changes with the selection. */
export interface InspectorProps {
  /** The entry to show; null: none is selected. */
  id: number | null;
  /** How many are selected. */
  selected: number;
  /** Another session than the captured one, "" for that. Goes into each request as session=. */
  session: string;
  side: "below" | "right";
  onSide(side: "below" | "right"): void;
  onClose(): void;
  /** Selects another entry in the list and shows it. */
  onOpen(id: number): void;
  /** Adds a condition of the filter language to the search. */
  onFilter(expression: string): void;
}

/** Left of the list. */
export interface SidebarProps {
  /** The expression of the filter language that is chosen here, "" for all traffic. */
  scope: string;
  /** Chooses another; name is what the list says of it. */
  onScope(expression: string, name: string): void;
  /** What the search box holds, for saving it as a filter. */
  search: string;
  onSearch(expression: string): void;
  /** The session that is read, "" for the captured one. */
  session: string;
  onSession(name: string): void;
}
