import type { IncomingHttpHeaders } from 'node:http'
import { refusal } from '../errors.js'

/** 1 to 255 visible ASCII characters: a UUID, or any other text a client can make unique. */
const SHAPE = /^[\x21-\x7e]{1,255}$/

/**
 * The `Idempotency-Key` header, when there is one.
 * @throws error 42 when it cannot be a key
 */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && SHAPE.test(key)) return key
  throw refusal(42, 'Idempotency-Key: must be 1 to 255 visible ASCII characters')
}
