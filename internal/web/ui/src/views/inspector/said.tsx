import { ApiError } from "@/model/api";

/** What an error says, and its next step. */
export function Said({ error }: { error: unknown }) {
  if (!(error instanceof ApiError)) return String(error);
  return (
    <>
      <p className="wrap-anywhere">{error.message}</p>
      {error.hint && <p className="wrap-anywhere">{error.hint}</p>}
    </>
  );
}
