import { omitAbsent } from '../../omit-absent.js'
import type { ApiBlueprintUser, ApiGroup, ApiUser } from '../../api-types.js'
import { exactInteger } from '../../fields/whole-number.js'
import type { BlueprintUser } from '../blueprint.js'
import { badCustomization } from '../refuse.js'

/** The longest password crypt(3) takes, in bytes. */
const longestPassword = 512

/** `customizations.users`. Passwords stay as they are: `hashPasswords` replaces them. */
export function users(list: readonly ApiUser[], at: string): BlueprintUser[] {
  return list.map(({ name, groups, key, password }, index) =>
    omitAbsent({ name, groups, key, password: checkedPassword(password, `${at}[${index}].password`) }),
  )
}

/** `blueprint.customizations.user`. */
export function blueprintUsers(list: readonly ApiBlueprintUser[], at: string): BlueprintUser[] {
  return list.map((user, index) => {
    const field = (name: string) => `${at}[${index}].${name}`
    return omitAbsent({
      name: user.name,
      description: user.description,
      password: checkedPassword(user.password, field('password')),
      key: user.key,
      home: user.home,
      shell: user.shell,
      groups: user.groups,
      uid: numericId(user.uid, field('uid')),
      gid: numericId(user.gid, field('gid')),
    })
  })
}

/** No name and no gid may occur twice (osbuild/blueprint, `GroupsCustomization.Validate`). */
export function groups(list: readonly ApiGroup[], at: string): { name: string; gid?: number }[] {
  const [names, gids] = [new Set<string>(), new Set<number>()]
  list.forEach(({ name, gid }, index) => {
    if (names.has(name)) throw badCustomization(`${at}[${index}].name`, `${name} is used twice`)
    if (gid !== undefined && gids.has(gid))
      throw badCustomization(`${at}[${index}].gid`, `${gid} is used twice`)
    names.add(name)
    if (gid !== undefined) gids.add(gid)
  })
  return list.map(({ name, gid }, index) => omitAbsent({ name, gid: numericId(gid, `${at}[${index}].gid`) }))
}

function checkedPassword(password: string | undefined, field: string): string | undefined {
  if (password === undefined) return undefined
  if (Buffer.byteLength(password) > longestPassword) {
    throw badCustomization(field, `must not be longer than ${longestPassword} bytes`)
  }
  if (password.includes('\0')) throw badCustomization(field, 'must not contain a NUL character')
  return password
}

function numericId(id: number | undefined, field: string): number | undefined {
  if (id === undefined) return undefined
  if (exactInteger(id, field) < 0) throw badCustomization(field, 'must not be negative')
  return id
}
