import type { Response } from 'express'
import type { ErrorCatalogue } from '../errors/error-catalogue.js'
import type { ErrorNumbers } from './error-numbers.js'
import { requestState } from './request-state.js'

export interface OpenRequestLimit {
  /** Largest number of open requests of one tenant in this process; 0: no limit. */
  max: number
  /** Ids of operations that are not counted: public ones, and those with a limit of their own. */
  exempt: readonly string[]
}

const retryAfterSeconds = 1

/**
 * Limits the open requests of each tenant. A request over the limit is refused before its body is read. Without
 * authentication, all callers count as one tenant.
 * @returns a function that counts a request until it is closed, or throws ApiError `tooMany`
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
