/** Words for a code that the API has; what is not known is shown as it is. */
export const words =
  (known: Readonly<Record<string, string>>) =>
  (code: string): string =>
    known[code] ?? code;
