/**
 * The details of a job error as text, one line per message. Details may contain texts, lists of texts, and errors of
 * parts of the job (targets, dependencies), at any depth. Anything else is shown as JSON.
 */
export function errorLines(details: unknown): string[] {
  if (details === undefined || details === null || details === '') return []
  if (typeof details === 'string') return details.split('\n')
  if (Array.isArray(details)) return details.flatMap(errorLines)
  if (!isError(details)) return [JSON.stringify(details)]
  const { id, reason, details: deeper } = details
  const head = typeof id === 'number' ? `${reason} (${id})` : reason
  const [only, ...others] = errorLines(deeper)
  if (only === undefined) return [head]
  return others.length === 0 ? [`${head}: ${only}`] : [head, only, ...others]
}

const isError = (value: object): value is { id?: unknown; reason: string; details?: unknown } =>
  'reason' in value && typeof value.reason === 'string'
