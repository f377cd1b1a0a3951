import type { DocumentOperation } from '@composer/contracts'
import type { Response } from 'express'
import type { Principal } from '../auth/principal.js'
import type { ApiError } from '../errors/api-error.js'
import type { Match } from './match-operation.js'

/** What is known of a request so far. The request chain fills it in step by step. */
export interface RequestState {
  operationId: string
  /** Set before the token is checked, so that refused requests are counted under their route. */
  match: Match
  operation: DocumentOperation | undefined
  params: Record<string, string>
  principal: Principal | undefined
  /** The whole answer went out to a client that was still there. */
  answered: boolean
  /** The error that was answered, if there was one. */
  error: ApiError | undefined
}

export const requestState = (res: Response): RequestState => res.locals as RequestState

/** The status for log and metrics. 499, as in proxies, if the client left before it got a status. */
export const observedStatus = (res: Response): number => (res.headersSent ? res.statusCode : 499)
