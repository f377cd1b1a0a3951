import type { WorkerContext } from '../context.js'
import { refusal, workerErrors } from '../errors.js'
import type { Handler } from './handler.js'

/** The number of the error for unknown numbers. It is not listed itself, so a request for it is answered with 404. */
const errorDoesNotExist = 10_002

/**
 * One error of the catalogue.
 * @throws errors 9, 14
 */
export function getError({ basePath }: WorkerContext): Handler<'getError'> {
  return async ({ params, operationId }) => {
    const { id } = params
    if (!/^[+-]?\d+$/.test(id)) throw refusal(9)
    const number = Number(id)
    const body = number === errorDoesNotExist ? undefined : workerErrors.find(number, basePath, operationId)
    if (!body) throw refusal(14)
    return { status: 200, body }
  }
}
