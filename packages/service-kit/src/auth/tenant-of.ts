import { TokenRefusal } from './check-claims.js'

/** In UTF-16 code units. */
const maxLength = 255

/**
 * Letters, marks, digits, punctuation and symbols of any script. Not allowed: spaces, control characters, invisible
 * characters, private and unassigned code points, lone surrogates. The replacement character is not allowed either: all
 * broken texts decode to it, so different tenants would get the same name.
 */
const visible = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u
const invisible = /[\p{Default_Ignorable_Code_Point}\ufffd]/u

/**
 * The tenant of a token: the first of these claims that is a non-empty string. The value becomes part of channel names,
 * keys and labels, and is refused unless it is 1 to 255 visible characters. An invalid claim is not skipped, because
 * the next one could name another tenant.
 * @returns undefined when no claim names one
 * @throws TokenRefusal naming the claim, never its value
 */
export function tenantOf(claims: Record<string, unknown>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = claims[name]
    if (typeof value !== 'string' || value === '') continue
    if (value.length > maxLength || !visible.test(value) || invisible.test(value))
      throw new TokenRefusal(
        'tenant',
        `Bearer token has a claim '${name}' that names no tenant: it must be 1 to ${maxLength} visible characters`,
      )
    return value
  }
  return undefined
}
