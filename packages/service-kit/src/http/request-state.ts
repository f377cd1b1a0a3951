import type { Response } from 'express'
import type { Principal } from '../auth/principal.js'
import type { Operation } from './operations.js'

/** What the chain knows of a request so far. */
export interface RequestState {
  operationId: string
  /** Set before the token is looked at, so that refused requests are counted under their route. */
  operation: Operation | undefined
  params: Record<string, string>
  principal: Principal | undefined
}

export const requestState = (res: Response): RequestState => res.locals as RequestState
