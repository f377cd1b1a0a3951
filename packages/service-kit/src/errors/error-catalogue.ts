import { ApiError } from './api-error.js'

export type ErrorRow = readonly [number: number, status: number, reason: string]

/** The error object that clients get; that of a raised error may also have `details`. */
export interface ErrorObject {
  href: string
  id: string
  kind: 'Error'
  code: string
  operation_id: string
  reason: string
}

/** The error object of a catalogue with `withMessage`: it repeats the reason as `message`. */
export interface ErrorObjectWithMessage extends ErrorObject {
  message: string
}

export interface ErrorCatalogueOptions<WithMessage extends boolean> {
  /** Prefix of `code`: `IMAGE-BUILDER-COMPOSER`. */
  code: string
  /**
   * true: all raised errors show `details`, '' if there are none. false: none do. A list: only errors with these
   * numbers do, and only if there are details.
   */
  withDetails: boolean | readonly number[]
  /** Repeat the reason as `message`, for old workers. */
  withMessage: WithMessage
  /** In the order of GET /errors. */
  rows: readonly ErrorRow[]
}

export type ErrorCatalogue = ReturnType<typeof defineErrorCatalogue<boolean>>

/**
 * Defines all errors that a service can answer. Code that throws names the number; the status comes from the catalogue.
 * @throws Error if two rows have the same number
 */
export function defineErrorCatalogue<WithMessage extends boolean>(
  options: ErrorCatalogueOptions<WithMessage>,
) {
  type Rendered = WithMessage extends true ? ErrorObjectWithMessage : ErrorObject
  const rows = new Map(options.rows.map((row) => [row[0], row]))
  if (rows.size !== options.rows.length) throw new Error('Two errors of the catalogue have the same number')
  const { withDetails } = options
  const showsDetails = ({ number, details }: ApiError) =>
    typeof withDetails === 'boolean' ? withDetails : withDetails.includes(number) && Boolean(details)
  const describe = ([number, , reason]: ErrorRow, basePath: string, operationId: string) => {
    const object: ErrorObject = {
      href: `${basePath}/errors/${number}`,
      id: String(number),
      kind: 'Error',
      code: `${options.code}-${number}`,
      operation_id: operationId,
      reason,
    }
    return (options.withMessage ? { ...object, message: reason } : object) as Rendered
  }
  const catalogue = {
    /**
     * Makes the error with this number, or error 10002 if the catalogue has no such number.
     * @throws Error if the catalogue does not have 10002 either
     */
    error(number: number, details: unknown = '', errorOptions?: ErrorOptions): ApiError {
      const row = rows.get(number) ?? rows.get(10_002)
      if (!row) throw new Error(`The catalogue has neither error ${number} nor 10002`)
      return new ApiError(row[0], row[1], row[2], details, errorOptions)
    },
    /** The object for a raised error. */
    render(error: ApiError, basePath: string, operationId: string): Rendered & { details?: unknown } {
      return {
        ...describe([error.number, error.status, error.reason], basePath, operationId),
        ...(showsDetails(error) ? { details: error.details ?? '' } : {}),
      }
    },
    /** The object for a refused token: number 401, which has no row in the catalogue, with the given reason. */
    unauthorized: (reason: string, basePath: string, operationId: string): Rendered =>
      describe([401, 401, reason], basePath, operationId),
    /** The object for GET /errors/{id}, without details; undefined for an unknown number. */
    find(number: number, basePath: string, operationId: string): Rendered | undefined {
      const row = rows.get(number)
      return row && describe(row, basePath, operationId)
    },
    list: (basePath: string, operationId: string): Rendered[] =>
      options.rows.map((row) => describe(row, basePath, operationId)),
    /** For `promise.catch`: throws the error with this number in place of any other; the original becomes its cause. */
    failAs:
      (number: number) =>
      (cause: unknown): never => {
        throw catalogue.error(number, '', { cause })
      },
  }
  return catalogue
}
