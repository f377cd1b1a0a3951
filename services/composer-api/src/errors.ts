import { defineErrorCatalogue } from '@composer/service-kit'
import type { ApiError } from '@composer/service-kit'

/**
 * Every error this API can answer: [number, HTTP status, public reason], in the order GET /errors lists them.
 * Numbers and reasons are the clients' contract, so they stay as they are; a number that is missing was never used or is
 * retired. These are never answered, and listed because the reference lists them and clients look them up: 2, 8, 10, 14 (42
 * instead), 22, 23, 24, 33, 34, 36, 39 (30 instead), 41, 45, 1000 (35 instead), 1001, 1003, 1004, 1008 to 1011, 1013, 1014,
 * 1016 to 1020, 1025, 10000, 10003.
 */
export const errorRows = [
  [401, 401, 'Account authentication could not be verified'],
  [2, 403, 'Account is unauthorized to perform this action'],
  [3, 415, "Only 'application/json' content is supported"],
  [4, 400, 'Unsupported distribution'],
  [5, 400, 'Unsupported architecture'],
  [6, 400, 'Unsupported image type'],
  [7, 400, 'Must specify baseurl, mirrorlist, or metalink'],
  [8, 400, 'Failed to depsolve packages'],
  [9, 400, 'Invalid OSTree ref'],
  [10, 400, 'Error resolving OSTree repo'],
  [11, 400, 'Failed to get manifest'],
  [14, 400, 'Invalid format for compose id'],
  [15, 404, 'Compose with given id not found'],
  [16, 400, 'Invalid format for error id, it should be an integer as a string'],
  [17, 404, 'Error with given id not found'],
  [18, 400, 'Invalid format for page param, it should be an integer as a string'],
  [19, 400, 'Invalid format for size param, it should be an integer as a string'],
  [20, 400, 'Malformed json, unable to decode body'],
  [21, 404, "Requested resource doesn't exist"],
  [22, 405, "Requested method isn't supported for resource"],
  [23, 406, "Only 'application/json' content is supported"],
  [24, 400, 'BaseURL must be specified for payload repositories'],
  [26, 404, 'Job with given id has an invalid type'],
  [25, 400, 'Compose request has unsupported number of image builds'],
  [27, 400, 'Invalid OSTree parameters or parameter combination'],
  [28, 400, 'Tenant not found in JWT claims'],
  [1022, 400, 'Artifact not found'],
  [29, 400, 'Invalid repository, when check_gpg is set, gpgkey must be specified'],
  [30, 400, 'Request could not be validated'],
  [31, 400, 'Compose is running or has failed'],
  [32, 400, "This compose doesn't support the creation of multiple images"],
  [33, 400, 'Invalid format for image id'],
  [34, 400, 'Image with given id not found'],
  [35, 400, 'Invalid image customization'],
  [36, 400, 'local_save is not enabled'],
  [37, 400, 'Requested partitioning mode is invalid'],
  [38, 400, 'Invalid upload target for image type'],
  [39, 400, 'Invalid request, include blueprint or customizations, not both'],
  [40, 400, 'Invalid request, Blueprint and Cloud API request Distribution must match'],
  [41, 400, 'Invalid request, Blueprint and Cloud API request Architecture must match'],
  [42, 400, 'Invalid request, see details for more information'],
  [43, 400, 'Invalid request, either bootc or distribution needs to be specified, but not both'],
  [44, 400, 'Invalid request, either bootc or distribution needs to be specified'],
  [45, 400, 'Invalid request, distribution is required for this compose request'],
  [46, 400, 'iso_payload_reference must not be set for non-ISO bootc image types'],
  [
    47,
    400,
    "bootable-container-iso image type requires a bootc compose request (use 'bootc' instead of 'distribution')",
  ],
  // Ours alone: the Idempotency-Key header.
  [48, 409, 'Idempotency key was already used with another request'],
  // Ours alone, under the numbers of their HTTP status as 401 is.
  [429, 429, 'Too many requests or jobs of this tenant'],
  [503, 503, 'The service is too busy for this request'],
  [1000, 500, 'Failed to initialize blueprint'],
  [1001, 500, 'Failed to generate manifest seed'],
  [1002, 500, 'Failed to depsolve packages'],
  [1003, 500, 'Failed to marshal struct'],
  [1004, 500, 'Failed to unmarshal struct'],
  [1005, 500, 'Failed to enqueue job'],
  [1006, 500, 'Compose has more than one upload target'],
  [1007, 500, 'Compose has unknown upload target'],
  [1008, 500, 'Unable to load openapi spec'],
  [1009, 500, 'Unable to parse manifest version'],
  [1010, 500, 'Unknown manifest version'],
  [1011, 500, 'Unable to convert ostree commit stage metadata'],
  [1012, 500, 'OSBuildJobResult does not have expected fields set'],
  [1013, 500, 'Unable to get depsolve job status'],
  [1014, 500, 'Depsolve job was cancelled'],
  [1015, 500, 'Compose has unexpected number of image builds'],
  [1016, 500, 'Error checking status of build job dependencies'],
  [1017, 500, 'Unable to get osbuild job status'],
  [1018, 500, 'Unable to get ec2 job status'],
  [1019, 500, 'Unable to get job type of existing job'],
  [1020, 500, 'Unable to retrieve tenant from request context'],
  [1021, 500, 'Unable to get list of composes'],
  [1023, 500, 'Unable to delete job'],
  [1024, 500, 'Unable to delete job artifacts'],
  [1025, 500, 'Unable to get list of image types'],
  [10000, 500, 'Unspecified internal error '],
  [10001, 500, 'Error is not an instance of HTTPError'],
  [10002, 500, 'Error does not exist'],
  [10003, 500, 'OperationID is empty or is not a string'],
] as const

/** A number of the table: throwing one that is not in it does not compile. */
export type ErrorNumber = (typeof errorRows)[number][0]

/** The catalogue behind GET /errors and every error answer. */
export const composerErrors = defineErrorCatalogue({
  code: 'IMAGE-BUILDER-COMPOSER',
  withDetails: true,
  withMessage: false,
  rows: errorRows,
})

/**
 * The error to throw for a refused request.
 * @param details names the offending field and what is wrong with it, for example `image_request.size: …`.
 * @param options the cause of an error that is not the client's; it is logged and never answered.
 */
export function refusal(number: ErrorNumber, details = '', options?: ErrorOptions): ApiError {
  return composerErrors.error(number, details, options)
}

/** For `catch`: anything that goes wrong becomes this error, with the cause for the log. */
export const failAs = (number: ErrorNumber) => composerErrors.failAs(number)
