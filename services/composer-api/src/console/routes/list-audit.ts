import { canonicalUuid } from '@composer/service-kit'
import type { ConsoleContext } from '../console-context.js'
import { consoleRefusal } from '../errors.js'
import type { Handler } from './handler.js'
import { jsonOf } from './json-of.js'
import { wholeNumber } from './query-values.js'

/** Actions of operators, newest first. */
export function listAudit({ operator }: ConsoleContext): Handler<'listAudit'> {
  return async ({ query }) => {
    const { compose, before } = query
    const composeId = compose === undefined ? undefined : canonicalUuid(compose)
    if (compose !== undefined && composeId === undefined) throw consoleRefusal(5, 'compose: must be an id')
    if (before !== undefined && !/^\d{1,18}$/.test(before))
      throw consoleRefusal(5, 'before: must be the id of a row')
    const items = await operator.audit({
      limit: wholeNumber('limit', query.limit, { fallback: 50, most: 200 }),
      ...(composeId !== undefined && { composeId }),
      ...(before !== undefined && { before }),
    })
    return { status: 200, jsonText: jsonOf({ items }) }
  }
}
