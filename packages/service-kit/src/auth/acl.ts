import { readFile } from 'node:fs/promises'
import { unwatchFile, watchFile } from 'node:fs'
import type { Logger } from '@composer/process-kit'
import { parse } from 'yaml'

export interface AclRule {
  claim: string
  pattern: RegExp
}

export interface AclOptions {
  /** Who is admitted when the list has no rules. Default: everybody. */
  whenEmpty?: 'everybody' | 'nobody'
  /** How often the file is checked for changes. */
  watchIntervalMs?: number
}

export interface Acl {
  admits(claims: Record<string, unknown>): boolean
  close(): void
}

/**
 * Reads the access control list, a list of `{claim, pattern}`, and reads it again when the file changes. If the changed
 * file is invalid, the rules read before stay in force.
 * @param path file in YAML or JSON; undefined: a list without rules
 * @throws Error naming the wrong entry, if the file is invalid at the first reading
 */
export async function createAcl(
  path: string | undefined,
  logger: Logger,
  { whenEmpty = 'everybody', watchIntervalMs = 2000 }: AclOptions = {},
): Promise<Acl> {
  const emptyAdmits = whenEmpty === 'everybody'
  if (!path) return { admits: () => emptyAdmits, close: () => undefined }
  let rules = (await readRules(path)) ?? []
  const reload = async () => {
    try {
      const read = await readRules(path)
      // A file that is being written is empty for a moment, and no rules would let everybody in.
      if (!read) throw new Error(`${path}: empty (write [] to admit ${whenEmpty})`)
      rules = read
      logger.info('Access control list read again', { path, rules: rules.length })
    } catch (error) {
      logger.error('The access control list is bad: the one before stays', {
        path,
        reason: (error as Error).message,
      })
    }
  }
  // Polling sees what mounted ConfigMaps do: they swap a link above the file, which a watch on the file misses.
  watchFile(path, { interval: watchIntervalMs, persistent: false }, () => void reload())
  return {
    admits: (claims) => (rules.length === 0 ? emptyAdmits : rules.some((rule) => matches(rule, claims))),
    close: () => unwatchFile(path),
  }
}

/** Only string claims can match. */
function matches({ claim, pattern }: AclRule, claims: Record<string, unknown>): boolean {
  const value = claims[claim]
  return typeof value === 'string' && pattern.test(value)
}

/** @returns undefined for a file without content */
async function readRules(path: string): Promise<AclRule[] | undefined> {
  const content = parseFile(path, await readFile(path, 'utf8'))
  if (content === null || content === undefined) return undefined
  if (!Array.isArray(content)) throw new Error(`${path}: not a list`)
  return content.map((entry: unknown, index) => toRule(entry, `${path}: entry ${index}`))
}

function parseFile(path: string, text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error })
  }
}

function toRule(entry: unknown, place: string): AclRule {
  const { claim, pattern } = (entry ?? {}) as { claim?: unknown; pattern?: unknown }
  if (typeof claim !== 'string' || claim === '') throw new Error(`${place}: claim must be a non-empty string`)
  if (typeof pattern !== 'string') throw new Error(`${place}: pattern must be a string`)
  try {
    return { claim, pattern: new RegExp(pattern) }
  } catch (error) {
    throw new Error(`${place}: pattern: ${(error as Error).message}`, { cause: error })
  }
}
