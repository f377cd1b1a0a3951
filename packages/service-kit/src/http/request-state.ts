import type { DocumentOperation } from '@composer/contracts'
import type { Response } from 'express'
import type { Principal } from '../auth/principal.js'
import type { ApiError } from '../errors/api-error.js'
import type { Match } from './match-operation.js'

/** What the chain knows of a request so far. */
export interface RequestState {
  operationId: string
  /** Found before the token is looked at, so that refused requests are counted under their route. */
  match: Match
  operation: DocumentOperation | undefined
  params: Record<string, string>
  principal: Principal | undefined
  /** The whole answer went out to a client that was still there. */
  answered: boolean
  /** What was answered instead of a reply. */
  error: ApiError | undefined
}

export const requestState = (res: Response): RequestState => res.locals as RequestState

/** The status for log and metrics: a client that left before its answer has none, and 499 is what proxies call that. */
export const observedStatus = (res: Response): number => (res.headersSent ? res.statusCode : 499)
