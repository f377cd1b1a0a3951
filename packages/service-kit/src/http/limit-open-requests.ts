import type { Response } from 'express'
import type { ErrorCatalogue } from '../errors/error-catalogue.js'
import type { ErrorNumbers } from './error-numbers.js'
import { requestState } from './request-state.js'

export interface OpenRequestLimit {
  /** Requests of one tenant that this process answers at the same time; 0 for no limit. */
  max: number
  /** Operations that are not counted: those for everybody, and those with a limit of their own. */
  exempt: readonly string[]
}

const retryAfterSeconds = 1

/**
 * Refuses a tenant that has too many requests open, before anything of the next one is read. Without authentication,
 * everybody is one tenant.
 * @returns counts a request in; throws the error for one too many
 */
export function limitOpenRequests(
  { max, exempt }: OpenRequestLimit,
  catalogue: ErrorCatalogue,
  errors: ErrorNumbers,
): (res: Response) => void {
  const open = new Map<string, number>()
  return (res) => {
    const { operation, principal } = requestState(res)
    if (max === 0 || !principal || exempt.includes(operation?.operationId ?? '')) return
    const { channel } = principal
    const count = open.get(channel) ?? 0
    if (count >= max)
      throw catalogue
        .error(errors.tooMany, `${max} requests of this tenant are open already`)
        .withRetryAfter(retryAfterSeconds)
    open.set(channel, count + 1)
    res.on('close', () => {
      const left = (open.get(channel) ?? 1) - 1
      if (left === 0) open.delete(channel)
      else open.set(channel, left)
    })
  }
}
