/**
 * Whether the error is about a value that Postgres refuses. The transaction was rolled back, and what else was in it was
 * valid.
 */
export function isRefusedValue(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code?.startsWith('22') === true || code?.startsWith('23') === true
}
