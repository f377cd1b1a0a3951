import type { Reply } from '@composer/service-kit'

/** A 200 answer whose JSON text is made while it is sent. */
export function streamJson(text: AsyncIterable<string | Buffer>): Reply {
  return { status: 200, text, headers: { 'Content-Type': 'application/json' } }
}
