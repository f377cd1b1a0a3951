import { differences, type Difference } from './differences.js'
import { explanations, type DocumentName } from './explanations.js'
import type { Answer } from './fetch-document.js'

export interface Comparison {
  /** Reasons of what differs on purpose. */
  explained: string[]
  unexplained: Difference[]
}

/**
 * What differs between the answers of the two APIs. Pure.
 * @param path of the document, below the base path
 */
export function compareAnswers(path: string, there: Answer, here: Answer): Comparison {
  const document = documentName(path)
  const found =
    there.status === here.status
      ? differences(there.body, here.body)
      : [{ place: '(status)', there: there.status, here: here.status }]
  const comparison: Comparison = { explained: [], unexplained: [] }
  for (const difference of found) {
    const explanation = explanations.find(
      ({ documents, place, when }) =>
        (documents?.includes(document) ?? true) &&
        place.test(difference.place) &&
        (when?.({ there, here, difference }) ?? true),
    )
    if (explanation) comparison.explained.push(explanation.reason)
    else comparison.unexplained.push(difference)
  }
  return comparison
}

/** `status` of composes, `clone`, or the last part of the path. */
function documentName(path: string): DocumentName {
  const [, first, , last] = path.split('/')
  return first === 'clones' ? 'clone' : ((last ?? 'status') as DocumentName)
}
