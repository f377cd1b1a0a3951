import type { ErrorNumbers } from '@composer/service-kit'
import type { ErrorNumber } from './errors.js'

/** The numbers of errors that are found before a handler is called. */
export const errorNumbers = {
  notFound: 21,
  contentType: 3,
  malformed: 20,
  tooLarge: 30,
  invalid: 30,
  badPath: 42,
  noTenant: 28,
  tooMany: 429,
  unexpected: 10001,
} as const satisfies Record<keyof ErrorNumbers, ErrorNumber>
