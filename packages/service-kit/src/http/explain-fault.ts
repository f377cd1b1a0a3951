import type { ErrorObject } from 'ajv'
import { chooseBranch } from './choose-branch.js'

/** Checks a value against the schema that a pointer names; undefined when it fits. */
export type Check = (reference: string, value: unknown) => ErrorObject[] | undefined

const most = 5

/** Describes at most 5 faults in a text that names fields and what the document allows, never the values sent. */
export function explainFault(document: unknown, errors: ErrorObject[], check: Check): string {
  const sentences = new Set(tellingErrors(document, errors, check).map(sentence))
  return [...sentences].slice(0, most).join('; ')
}

const isChoice = ({ keyword }: ErrorObject): boolean => keyword === 'anyOf' || keyword === 'oneOf'

/**
 * Selects the errors to show. A failed `anyOf` or `oneOf` reports the errors of every branch; only those of the branch
 * that the caller most likely meant are kept.
 * @param at the instance path of the value that was checked
 */
function tellingErrors(document: unknown, errors: ErrorObject[], check: Check, at = ''): ErrorObject[] {
  const choice = errors.findLast(isChoice)
  if (!choice) return errors.map((error) => ({ ...error, instancePath: at + error.instancePath }))
  const path = at + choice.instancePath
  const branch = chooseBranch(document, choice.schema as object[], choice.data)
  const inside = branch && check(branch, choice.data)
  return inside ? tellingErrors(document, inside, check, path) : [{ ...choice, instancePath: path }]
}

const isPlainObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function sentence(error: ErrorObject): string {
  const field = error.instancePath === '' ? 'body' : error.instancePath.slice(1).replaceAll('/', '.')
  return `${field}: ${complaint(error)}`
}

function complaint(error: ErrorObject): string {
  const params = error.params as { additionalProperty?: string; allowedValues?: unknown[] }
  if (params.additionalProperty !== undefined)
    return `property '${params.additionalProperty.slice(0, 100)}' is unsupported`
  if (params.allowedValues) return `must be one of ${params.allowedValues.join(', ')}`
  if (error.keyword === 'not') {
    const { required } = error.schema as { required?: string[] }
    // A value that is no object always satisfies `required` and so fails `not`; its real fault is its type.
    if (!isPlainObject(error.data)) return 'must be object'
    if (required) return `must not have ${required.join(' and ')} together`
  }
  if (isChoice(error)) {
    const types = (error.schema as { type?: string }[]).map(({ type }) => type ?? 'object')
    return `must be ${[...new Set(types)].join(' or ')}`
  }
  return error.message ?? 'does not fit'
}
