import { omitAbsent } from '../omit-absent.js'
import type { Blueprint, BlueprintUser } from './blueprint.js'
import type { HashPassword } from './hash-password.js'

/** What marks a password that is hashed already. */
const hashed = ['$6$', '$5$', '$2b$']

/** The blueprint with every plain text password hashed and every empty one removed. */
export async function hashPasswords(blueprint: Blueprint, hash: HashPassword): Promise<Blueprint> {
  const users = blueprint.customizations?.user
  if (users === undefined) return blueprint
  const safe: BlueprintUser[] = []
  for (const user of users)
    safe.push(omitAbsent({ ...user, password: await safePassword(user.password, hash) }))
  return { ...blueprint, customizations: { ...blueprint.customizations, user: safe } }
}

async function safePassword(password: string | undefined, hash: HashPassword): Promise<string | undefined> {
  if (password === undefined || password === '') return undefined
  return hashed.some((prefix) => password.startsWith(prefix)) ? password : hash(password)
}
