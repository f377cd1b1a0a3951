/** The worker API answered a call with something other than success. */
export class WorkerApiError extends Error {
  override readonly name = 'WorkerApiError'
  readonly status: number
  /** Such as `IMAGE-BUILDER-WORKER-5`; undefined when the answer was no error object (a proxy's page, for example). */
  readonly code: string | undefined

  constructor(call: string, status: number, body: string) {
    const { code, reason } = readErrorObject(body)
    super(
      `${call} was answered ${status}${reason === undefined ? '' : `: ${reason}`}${code === undefined ? '' : ` (${code})`}`,
    )
    this.status = status
    this.code = code
  }
}

function readErrorObject(body: string): { code?: string; reason?: string } {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return {}
  }
  if (typeof parsed !== 'object' || parsed === null) return {}
  const { code, reason } = parsed as { code?: unknown; reason?: unknown }
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof reason === 'string' && { reason }),
  }
}
