import { ApiError } from './api-error.js'

export type ErrorRow = readonly [number: number, status: number, reason: string]

/** What clients get; a raised error may have `details` besides. */
export interface ErrorObject {
  href: string
  id: string
  kind: 'Error'
  code: string
  operation_id: string
  reason: string
}

/** The object of a catalogue that repeats the reason as `message`. */
export interface ErrorObjectWithMessage extends ErrorObject {
  message: string
}

export interface ErrorCatalogueOptions<WithMessage extends boolean> {
  /** Prefix of `code`: `IMAGE-BUILDER-COMPOSER`. */
  code: string
  /** Raised errors always carry `details`, '' at least; with a list, those of these numbers do where there are some. */
  withDetails: boolean | readonly number[]
  /** Repeat the reason as `message`, for old workers. */
  withMessage: WithMessage
  /** In the order of GET /errors. */
  rows: readonly ErrorRow[]
}

export type ErrorCatalogue = ReturnType<typeof defineErrorCatalogue<boolean>>

/** All errors a service can answer, numbered once. Throw sites name a number, never a status. */
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
     * The error of a number; of 10002 when the catalogue has no such number.
     * @throws Error when it does not have 10002 either
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
    /** The object for a refused token, which has no row: 401 with a reason of its own. */
    unauthorized: (reason: string, basePath: string, operationId: string): Rendered =>
      describe([401, 401, reason], basePath, operationId),
    /** A row as GET /errors/{id} shows it, without details; undefined for an unknown number. */
    find(number: number, basePath: string, operationId: string): Rendered | undefined {
      const row = rows.get(number)
      return row && describe(row, basePath, operationId)
    },
    list: (basePath: string, operationId: string): Rendered[] =>
      options.rows.map((row) => describe(row, basePath, operationId)),
    /** For `catch`: anything that goes wrong becomes this error, with the cause for the log. */
    failAs:
      (number: number) =>
      (cause: unknown): never => {
        throw catalogue.error(number, '', { cause })
      },
  }
  return catalogue
}
