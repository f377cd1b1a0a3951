import { TokenRefusal } from './check-claims.js'

/** In UTF-16 units, as the store and the metrics see it. */
const maxLength = 255

/**
 * Letters, marks, digits, punctuation and symbols of any script. Spaces, controls, what is drawn as nothing,
 * private and unassigned code points and halves of surrogate pairs are none of them, and the replacement character
 * neither: it is what every broken text becomes, so that several tenants would share one name.
 */
const visible = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u
const invisible = /[\p{Default_Ignorable_Code_Point}\ufffd]/u

/**
 * The tenant that a token speaks for: the first of these claims that is a non-empty string. It becomes the name of a
 * channel, part of keys and labels, and is refused unless it is 1 to 255 visible characters. A bad claim is not skipped:
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
