import { defineErrorCatalogue, type ApiError, type ErrorNumbers } from '@composer/service-kit'

const rows = [
  [1, 404, 'There is no such page'],
  [2, 415, "Only 'application/json' content is supported"],
  [3, 400, 'The body is no JSON'],
  [4, 413, 'The body is too large'],
  [5, 400, 'The request does not fit the document'],
  [6, 404, 'There is no such compose, job or worker'],
  [7, 403, 'Actions are not allowed here'],
  [8, 403, 'The server does not know this host name'],
  [9, 429, 'Too many requests'],
  [10001, 500, 'Something went wrong'],
  [10002, 500, 'There is no such error'],
] as const

type ConsoleErrorNumber = (typeof rows)[number][0]

/** Every error of the console's API. */
export const consoleErrors = defineErrorCatalogue({
  code: 'IMAGE-BUILDER-CONSOLE',
  withDetails: true,
  withMessage: false,
  rows,
})

export const consoleErrorNumbers = {
  notFound: 1,
  contentType: 2,
  malformed: 3,
  tooLarge: 4,
  invalid: 5,
  badPath: 1,
  noTenant: 7,
  tooMany: 9,
  unexpected: 10001,
} as const satisfies Record<keyof ErrorNumbers, ConsoleErrorNumber>

export const consoleRefusal = (number: ConsoleErrorNumber, details = ''): ApiError =>
  consoleErrors.error(number, details)
