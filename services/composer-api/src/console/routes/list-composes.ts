import type { ComposeFilter } from '@composer/operator'
import type { ConsoleContext } from '../console-context.js'
import type { Handler } from './handler.js'
import { jsonOf } from './json-of.js'
import { choice, moment, shortText, wholeNumber } from './query-values.js'
import { refuseMember } from './refuse-member.js'

const states = ['waiting', 'running', 'succeeded', 'failed', 'cancelled'] as const

/** A page of composes of every tenant, newest first. */
export function listComposes({ operator }: ConsoleContext): Handler<'listComposes'> {
  return async ({ query }) => {
    const filter = {
      id: shortText('id', query.id, 36),
      externalId: shortText('external_id', query.external_id, 256),
      channel: shortText('tenant', query.tenant, 300),
      state: choice('state', query.state, states),
      distribution: shortText('distribution', query.distribution, 100),
      imageType: shortText('image_type', query.image_type, 100),
      from: moment('from', query.from),
      to: moment('to', query.to),
      cursor: shortText('cursor', query.cursor, 200),
      limit: wholeNumber('limit', query.limit, { fallback: 50, most: 200 }),
    }
    const page = await operator.composes(given(filter)).catch(refuseMember)
    return { status: 200, jsonText: jsonOf(page) }
  }
}

function given(
  filter: { [Name in keyof ComposeFilter]-?: ComposeFilter[Name] | undefined } & { limit: number },
) {
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined),
  ) as unknown as ComposeFilter
}
