import { omitAbsent } from '../../omit-absent.js'
import type { ApiBlueprintFile, ApiDirectory, ApiFile } from '../../api-types.js'
import { exactInteger } from '../../fields/whole-number.js'
import type { BlueprintDirectory, BlueprintFile } from '../blueprint.js'
import { isCanonical } from '../is-canonical.js'
import { badCustomization } from '../refuse.js'

const modePattern = /^0?[0-7]{3}$/
const userPattern = /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,31}$/
const groupPattern = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,31}$/

export function directories(list: readonly ApiDirectory[], at: string): BlueprintDirectory[] {
  return list.map((directory, index) =>
    omitAbsent({
      ...nodeOf(directory, `${at}[${index}]`),
      ensure_parents: directory.ensure_parents || undefined,
    }),
  )
}

/**
 * `ensure_parents` of a file has no counterpart in a blueprint. A `uri` is refused: the manifest program would
 * read it on the worker's machine (image-builder, `fsnode.NewFileForURI`), which has only the worker's own files.
 */
export function files(list: readonly (ApiFile | ApiBlueprintFile)[], at: string): BlueprintFile[] {
  return list.map((file, index) => {
    const field = `${at}[${index}]`
    if (file.uri !== undefined && file.uri !== '')
      throw badCustomization(`${field}.uri`, 'is not available; data holds the content')
    return omitAbsent({ ...nodeOf(file, field), data: contentOf(file, field) })
  })
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The content as text, the only form in which a blueprint can hold it. */
function contentOf({ data, data_encoding }: ApiFile | ApiBlueprintFile, at: string): string | undefined {
  if (data === undefined || data_encoding !== 'base64') return data
  const bytes = Buffer.from(data, 'base64')
  const unpadded = (text: string) => text.replaceAll(/[\s=]/g, '')
  if (unpadded(bytes.toString('base64')) !== unpadded(data))
    throw badCustomization(`${at}.data`, 'is not base64, which data_encoding says it is')
  try {
    return utf8.decode(bytes)
  } catch {
    throw badCustomization(`${at}.data`, 'must be UTF-8 text once it is decoded')
  }
}

interface Node {
  path: string
  mode?: string
  user?: string | number
  group?: string | number
}

function nodeOf(node: Node, at: string) {
  const problem = pathProblem(node.path)
  if (problem !== undefined) throw badCustomization(`${at}.path`, problem)
  const mode = node.mode === '' ? undefined : node.mode
  if (mode !== undefined && !modePattern.test(mode)) {
    throw badCustomization(`${at}.mode`, 'must be three octal digits, with an optional leading 0')
  }
  return {
    path: node.path,
    mode,
    user: owner(node.user, userPattern, `${at}.user`),
    group: owner(node.group, groupPattern, `${at}.group`),
  }
}

/** Why `text` is no absolute, canonical path of a file or folder; undefined when it is one. */
function pathProblem(text: string): string | undefined {
  if (text === '') return 'must not be empty'
  if (!text.startsWith('/')) return 'must be absolute'
  if (text.endsWith('/')) return 'must not end in a slash'
  if (!isCanonical(text)) return 'must be canonical, without "." and ".." segments and double slashes'
  if (text.includes('\0')) return 'must not contain a NUL character'
  return undefined
}

function owner(
  value: string | number | undefined,
  names: RegExp,
  field: string,
): string | number | undefined {
  if (typeof value === 'number' && exactInteger(value, field) < 0)
    throw badCustomization(field, 'must not be negative')
  if (typeof value === 'string' && !names.test(value)) {
    throw badCustomization(field, 'must be a name of at most 32 letters, digits, "_" and "-", or a number')
  }
  return value
}
