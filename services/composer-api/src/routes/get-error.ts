import type { ComposerContext } from '../context.js'
import { composerErrors, refusal } from '../errors.js'
import type { Handler } from './handler.js'
import { integerOf } from './page.js'

/** The error for unknown numbers. The list has it, but a request for this number is answered like an unknown one. */
const NO_SUCH_ERROR = 10002

/** One error of this API by its number. */
export function getError({ presentation }: ComposerContext): Handler<'getError'> {
  return async ({ params, operationId }) => {
    const number = integerOf(params.id)
    if (number === undefined) throw refusal(16, `id: ${JSON.stringify(params.id)} is not an integer`)
    const row =
      number === NO_SUCH_ERROR ? undefined : composerErrors.find(number, presentation.basePath, operationId)
    if (!row) throw refusal(17, `id: there is no error ${number}`)
    return { status: 200, body: row }
  }
}
