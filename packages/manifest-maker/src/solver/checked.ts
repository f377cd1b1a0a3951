import { UnmappableError } from './forms.js'

type Kind = 'text' | 'texts' | 'flag' | 'object' | 'list' | 'any'

const IS: Record<Kind, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  flag: (value) => typeof value === 'boolean',
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  list: (value) => Array.isArray(value),
  any: () => true,
}

/** Whether a value is the same as an absent member, so that it can be left out of the other form. */
const isEmpty = (value: unknown): boolean =>
  value == null ||
  value === '' ||
  value === false ||
  value === 0 ||
  (Array.isArray(value) && value.length === 0)

/**
 * Checks that a value is an object whose members are all known and of their kinds. Absent and null members are allowed;
 * so are unknown members with an empty value.
 * @param at where the value stands, for the error
 * @returns the value
 * @throws {UnmappableError} naming the wrong member
 */
export function checked<T>(value: unknown, at: string, kinds: Readonly<Record<string, Kind>>): T {
  if (!IS.object(value)) throw new UnmappableError(`${at} is not an object`)
  for (const [name, member] of Object.entries(value as object)) {
    const kind = kinds[name]
    if (kind === undefined) {
      if (!isEmpty(member)) throw new UnmappableError(`${at}.${name} has no counterpart`)
    } else if (member != null && !IS[kind](member)) {
      throw new UnmappableError(`${at}.${name} is not of the kind ${kind}`)
    }
  }
  return value as T
}

/** Copies an object without members that are null or undefined. */
export function present<T extends object>(members: { [K in keyof T]: T[K] | null | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null)) as T
}
