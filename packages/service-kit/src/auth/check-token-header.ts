import { TokenRefusal } from './check-claims.js'

/** Media types of an access token, without their `application/` (RFC 7519 §5.1, RFC 9068 §2.1). */
const types = new Set(['jwt', 'at+jwt'])

/**
 * Checks the header of a token beyond its algorithm and key. A token with critical extensions is refused, since none is
 * implemented here (RFC 7515 §4.1.11). A token that was made for another use, such as a proof of possession or a
 * logout, is refused too (RFC 8725 §3.11).
 * @throws TokenRefusal
 */
export function checkTokenHeader(header: object): void {
  if ('crit' in header)
    throw new TokenRefusal('header', "Bearer token has a header 'crit', which is not supported")
  if (!('typ' in header)) return
  const { typ } = header
  const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : ''
  if (!types.has(type)) throw new TokenRefusal('header', "Bearer token has a 'typ' other than JWT or at+jwt")
}
