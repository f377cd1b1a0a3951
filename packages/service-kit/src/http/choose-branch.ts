import { lookUp } from '@composer/contracts'

interface Branch {
  $ref?: string
  required?: readonly string[]
  properties?: Readonly<Record<string, { enum?: readonly unknown[]; $ref?: string }>>
  allOf?: readonly Branch[]
}

/**
 * Guesses which branch of an anyOf or oneOf the author of a value meant: a branch that allows the value's `type` comes
 * first, then the one that defines most of the value's members.
 * @returns the `$ref` of the branch; undefined if the value is no object or no branch has a `$ref`
 */
export function chooseBranch(
  document: unknown,
  branches: readonly Branch[],
  value: unknown,
): string | undefined {
  if (value === null || typeof value !== 'object') return undefined
  const rated = branches
    .filter((branch) => branch.$ref !== undefined)
    .map((branch) => ({ $ref: branch.$ref, fit: fit(document, branch, value as Record<string, unknown>) }))
  return rated.sort((a, b) => b.fit - a.fit)[0]?.$ref
}

function fit(document: unknown, branch: Branch, value: Record<string, unknown>): number {
  const { properties, required } = flatten(document, branch)
  const names = Object.keys(value)
  const known = names.filter((name) => properties.has(name)).length
  const missing = [...required].filter((name) => !(name in value)).length
  const named = properties.get('type')?.includes(value.type) ? 100 : 0
  return named + 10 * known - 10 * (names.length - known) - missing
}

interface Flat {
  /** Properties by name, with the values of their `enum` if they have one. */
  properties: Map<string, readonly unknown[] | undefined>
  required: Set<string>
}

function flatten(document: unknown, branch: Branch): Flat {
  const own = branch.$ref ? (lookUp(document, branch.$ref) as Branch) : branch
  const flat: Flat = { properties: new Map(), required: new Set(own.required) }
  for (const [name, property] of Object.entries(own.properties ?? {})) {
    const target = property.$ref ? (lookUp(document, property.$ref) as typeof property) : property
    flat.properties.set(name, target.enum)
  }
  for (const part of own.allOf ?? []) {
    const { properties, required } = flatten(document, part)
    for (const [name, values] of properties) flat.properties.set(name, values)
    for (const name of required) flat.required.add(name)
  }
  return flat
}
