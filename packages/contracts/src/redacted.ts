/** What stands in a stored request instead of a secret. */
export const redacted = '[redacted]'
