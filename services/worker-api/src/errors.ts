import { defineErrorCatalogue, type ApiError, type ErrorNumbers } from '@composer/service-kit'

/**
 * The errors of this API, ordered by number. Numbers and reasons are part of the contract with workers. 12, 13, 1000,
 * 1006, 1007, 10000 and 10003 are never answered; they are listed because the reference lists them and workers may look
 * them up.
 */
export const workerErrors = defineErrorCatalogue({
  code: 'IMAGE-BUILDER-WORKER',
  // The reason must stay the one that old workers know, so `details` say what is wrong with a member.
  withDetails: [10, 429],
  withMessage: true,
  rows: [
    [3, 415, "Only 'application/json' content is supported"],
    [5, 404, 'Token not found'],
    [6, 400, 'Job is not running'],
    [7, 400, 'Given job id is not a uuidv4'],
    [8, 400, 'Given job id is not a uuidv4'],
    [9, 400, 'Invalid format for error id, it should be an integer as a string'],
    [10, 400, 'Malformed json, unable to decode body'],
    [11, 404, "Requested resource doesn't exist"],
    [12, 405, "Requested method isn't supported for resource"],
    [13, 406, "Only 'application/json' content is supported"],
    [14, 404, 'Error with given id not found'],
    [15, 400, 'Requested job type cannot be dequeued'],
    [16, 400, 'Tenant not found in JWT claims'],
    [17, 400, 'Given worker id is not a uuidv4'],
    [18, 400, "Given worker id doesn't exist"],
    // The reference does not have these two. Their numbers are those of their HTTP statuses.
    [409, 409, 'Job has too many child jobs'],
    [429, 429, 'Too many requests of this tenant'],
    [1000, 500, 'Error discarding artifact'],
    [1001, 500, 'Error creating artifact'],
    [1002, 500, 'Error writing artifact'],
    [1003, 500, 'Error resolving id from job token'],
    [1004, 500, 'Error finishing job'],
    [1005, 500, 'Error requesting job'],
    [1006, 500, 'Error requesting job'],
    [1007, 500, 'Unable to load openapi spec'],
    [1008, 500, 'Unable to register the worker'],
    [1009, 500, 'Unable update worker status'],
    [1010, 500, 'Error updating job'],
    [10000, 500, 'Unspecified internal error '],
    [10001, 500, 'Error is not an instance of HTTPError'],
    [10002, 500, 'Error does not exist'],
    [10003, 500, 'OperationID is empty or is not a string'],
  ],
})

/** The numbers of errors that are found before a handler runs, and of unexpected ones. */
export const errorNumbers: ErrorNumbers = {
  notFound: 11,
  contentType: 3,
  malformed: 10,
  tooLarge: 10,
  invalid: 10,
  badPath: 11,
  noTenant: 16,
  tooMany: 429,
  unexpected: 10001,
}

/** The error to throw for a refused request. Its `cause` is logged and is not part of the answer. */
export const refusal = (number: number, options?: ErrorOptions): ApiError =>
  workerErrors.error(number, '', options)

/** The error for an invalid body. `details` name the invalid member, and must not contain its value. */
export const misfit = (details: string): ApiError => workerErrors.error(10, details)

/** The error for a tenant that has reached one of its limits. */
export const tooMany = (details: string): ApiError => workerErrors.error(429, details)

/** For `catch` of a promise: rejects with the error of the given number instead. */
export const { failAs } = workerErrors
