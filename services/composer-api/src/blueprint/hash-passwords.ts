import { omitAbsent } from '../omit-absent.js'
import type { Blueprint, BlueprintUser } from './blueprint.js'

/** Prefixes of passwords that are hashed already. */
const hashed = ['$6$', '$5$', '$2b$']

/** Turns plain text passwords into hashes for the shadow file, in the same order; rejects when one cannot be hashed. */
export type HashAll = (passwords: readonly string[]) => Promise<readonly string[]>

/** The blueprint with every plain text password hashed and every empty one removed. */
export async function hashPasswords(blueprint: Blueprint, hashAll: HashAll): Promise<Blueprint> {
  const users = blueprint.customizations?.user
  if (users === undefined) return blueprint
  const plain = users.flatMap(({ password }) => (isPlain(password) ? [password] : []))
  const hashes = (await hashAll(plain)).values()
  const safe = users.map((user): BlueprintUser => {
    const { password } = user
    if (isPlain(password)) return { ...user, password: next(hashes) }
    return omitAbsent({ ...user, password: password === '' ? undefined : password })
  })
  return { ...blueprint, customizations: { ...blueprint.customizations, user: safe } }
}

function next(hashes: Iterator<string, unknown>): string {
  const { value, done } = hashes.next()
  if (done) throw new Error('There are fewer hashes than passwords')
  return value
}

const isPlain = (password: string | undefined): password is string =>
  password !== undefined && password !== '' && !hashed.some((prefix) => password.startsWith(prefix))
