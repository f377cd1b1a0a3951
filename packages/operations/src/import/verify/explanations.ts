import type { Difference } from './differences.js'
import type { Answer } from './fetch-document.js'

export type DocumentName = 'status' | 'metadata' | 'logs' | 'manifests' | 'sboms' | 'download' | 'clone'

export interface Found {
  there: Answer
  here: Answer
  difference: Difference
}

/** A difference that docs/compatibility.md explains. */
export interface Explanation {
  /** Undefined: of any. */
  documents?: readonly DocumentName[]
  /** Of JSON pointers; `(status)` where the two statuses differ. */
  place: RegExp
  when?: (found: Found) => boolean
  reason: string
}

const status = /^\(status\)$/
const absent = (value: unknown): boolean => value === undefined || value === null
const isEmpty = (value: unknown): boolean => ['', 0, false].includes(value as string)
const answers =
  (there: string, ...statuses: number[]) =>
  ({ there: theirs, here }: Found): boolean =>
    errorOf(theirs) === there && statuses.includes(here.status)

/** Number of the error that an answer is, as a text. */
function errorOf({ status: code, body }: Answer): string | undefined {
  return code >= 400 && typeof body === 'object' && body !== null && 'id' in body
    ? String(body.id)
    : undefined
}

function detailsOf({ body }: Answer): string {
  return typeof body === 'object' && body !== null && 'details' in body ? String(body.details) : ''
}

const unreadableThere = 'a result that the reference cannot decode is an error with its place here, and shown'

/** The first one that fits counts. */
export const explanations: readonly Explanation[] = [
  {
    place: /^\/operation_id$/,
    reason: 'each request has an operation id of its own',
  },
  {
    place: /^\/details$/,
    when: ({ there, here }) => errorOf(there) !== undefined && errorOf(there) === errorOf(here),
    reason: 'the details of an error are in other words',
  },
  // Uploads
  {
    documents: ['status'],
    place: /\/upload_status(es\/\d+)?\/error$/,
    when: ({ difference }) => absent(difference.there),
    reason: 'an upload that failed says why',
  },
  {
    documents: ['status'],
    place: /\/upload_status(es\/\d+)?\/status$/,
    when: ({ difference }) => difference.there === 'failure' && difference.here === 'success',
    reason: 'each upload has its own status',
  },
  {
    documents: ['status'],
    place: /\/upload_status(es\/\d+)?\/options\/artifact_path$/,
    reason: 'files are in another place; a failed upload has none',
  },
  {
    documents: ['status'],
    place: status,
    when: answers('1007', 200),
    reason: 'a status does not need the file to be there still, nor an upload to Koji to be none',
  },
  // What the reference cannot decode
  {
    documents: ['status', 'clone'],
    place: status,
    when: answers('1012', 200),
    reason: unreadableThere,
  },
  {
    documents: ['metadata', 'logs', 'manifests', 'sboms'],
    place: status,
    when: (found) => answers('15', 200)(found) && /unmarshal/.test(detailsOf(found.there)),
    reason: unreadableThere,
  },
  {
    documents: ['sboms'],
    place: status,
    when: answers('15', 200),
    reason:
      'SBOMs are found in the results of manifest jobs, too, and for builds that did not tell their pipelines',
  },
  {
    documents: ['metadata'],
    place: status,
    when: answers('10001', 200),
    reason: 'where a build did not tell its pipelines, those of its manifest count; the reference crashes',
  },
  {
    documents: ['download'],
    place: /^(\(status\)|\/(id|code|href|reason|details))$/,
    when: answers('1017', 400, 500),
    reason: unreadableThere,
  },
  // Requests
  {
    documents: ['metadata'],
    place: /^\/request\/.*(password|activation_key)$/,
    when: ({ difference }) => difference.here === '[redacted]',
    reason: 'secrets in requests are redacted',
  },
  {
    documents: ['metadata'],
    place: /^\/request\/.*url$/,
    when: ({ difference }) => String(difference.here).includes('[redacted]'),
    reason: 'secrets in requests are redacted',
  },
  {
    documents: ['metadata'],
    place: /^\/request$/,
    when: ({ difference }) => absent(difference.there),
    reason: 'the request is there for builds of koji composes too, and never lost',
  },
  // Logs
  {
    documents: ['logs'],
    place: /^\/(image_builds\/\d+|koji\/(init|import))\//,
    when: ({ difference }) => absent(difference.here) && isEmpty(difference.there),
    reason: 'logs are the results as they were reported; the reference adds empty members',
  },
  {
    documents: ['logs'],
    place: /^\/(image_builds\/\d+|koji\/(init|import))\//,
    when: ({ difference }) => absent(difference.there),
    reason: 'logs are the results as they were reported; the reference leaves out what it does not know',
  },
  {
    documents: ['logs'],
    place: /^\/image_builds\/\d+\/target_results\/\d+\/options$/,
    when: ({ difference }) => difference.here === null,
    reason: 'logs are the results as they were reported; the reference adds empty members',
  },
  {
    documents: ['logs'],
    place: /^\/image_builds\/\d+\/(success|job_error)$/,
    when: ({ difference }) => difference.here === undefined,
    reason: 'logs are the results as they were reported; the reference adds what it concludes',
  },
  {
    documents: ['logs'],
    place: /^\/image_builds\/\d+\/osbuild_output\/errors\/\d+\/path\/\d+$/,
    when: ({ difference }) => difference.there === `[${String(difference.here)}]`,
    reason: 'logs are the results as they were reported; the reference spells numbers in paths as texts',
  },
]
