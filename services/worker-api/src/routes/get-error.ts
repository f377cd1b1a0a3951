import type { WorkerContext } from '../context.js'
import { refusal, workerErrors } from '../errors.js'
import type { Handler } from './handler.js'

/** Stands for errors that the catalogue does not have: it is no entry of it. */
const errorDoesNotExist = 10_002

/** One error of the catalogue. */
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
