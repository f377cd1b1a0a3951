import { TokenRefusal } from './check-claims.js'

/** Media types of an access token, without their `application/` (RFC 7519 §5.1, RFC 9068 §2.1). */
const types = new Set(['jwt', 'at+jwt'])

/**
 * Rules for the header of a token beyond its algorithm and key. No extension is implemented here, so a token that says
 * it must not be read without one is refused (RFC 7515 §4.1.11), and so is one that was made for another use, such as a
 * proof of possession or a logout (RFC 8725 §3.11).
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
