import {
  ArrowRightLeft, Ban, Braces, Code, Cookie, FileText, FormInput, Gauge, Hand, Hash, KeyRound, Link, List, ListEnd, MessageSquare, Network, Search, SlidersHorizontal, SquareTerminal, Tag, Timer, Zap, type LucideIcon,
} from "lucide-react";

const icons: Record<string, LucideIcon> = {
  breakpoint: Hand,
  "map-local": FileText,
  "map-remote": ArrowRightLeft,
  block: Ban,
  "redirect-dns": Network,
  mark: Tag,
  "request-headers": List,
  "response-headers": List,
  "request-trailers": ListEnd,
  "response-trailers": ListEnd,
  query: Search,
  form: FormInput,
  "request-cookies": Cookie,
  "response-cookies": Cookie,
  method: SquareTerminal,
  url: Link,
  status: Hash,
  auth: KeyRound,
  preset: SlidersHorizontal,
  "request-body": Braces,
  "response-body": Braces,
  "message-body": MessageSquare,
  throttle: Gauge,
  delay: Timer,
  fault: Zap,
  script: Code,
};

/** The picture of a kind of action. */
export const kindIcon = (kind: string): LucideIcon => icons[kind] ?? SlidersHorizontal;
