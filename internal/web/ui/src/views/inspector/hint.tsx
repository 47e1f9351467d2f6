/** A hint of the instance, its commands set apart; it marks them as `rockxy doctor`. */
export function Hint({ text }: { text: string }) {
  return (
    <p className="whitespace-pre-line text-muted">
      {text.split("`").map((part, i) =>
        i % 2 === 0 ? (
          part
        ) : (
          <code key={i} className="rounded-xs bg-sunken px-1 font-mono text-2xs text-ink">
            {part}
          </code>
        ),
      )}
    </p>
  );
}
