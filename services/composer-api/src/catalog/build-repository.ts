import type { Repository } from './catalog.js'
import type { RepositoryEntry } from './files.js'
import type { Keys } from './read-keys.js'

export interface RepositoryContext {
  keys: Keys
  fill: (field: string, template: string) => string
  fault: (field: string, problem: string) => void
}

/** Makes the repository of one entry for one architecture. `field` names the entry in messages. */
export function buildRepository(
  entry: RepositoryEntry,
  field: string,
  context: RepositoryContext,
): Repository {
  const checkGpg = entry.checkGpg ?? true
  if (checkGpg && entry.gpgKeys === undefined)
    context.fault(`${field}.gpgKeys`, 'is missing while checkGpg is on')

  // When a key file is missing, signatures are still checked, so workers refuse the packages instead of trusting them.
  const gpgkeys = (entry.gpgKeys ?? []).flatMap((name) => context.keys.texts.get(name) ?? [])
  const url = (member: 'baseurl' | 'metalink' | 'mirrorlist') =>
    entry[member] === undefined ? undefined : context.fill(`${field}.${member}`, entry[member])
  const [baseurl, metalink, mirrorlist] = [url('baseurl'), url('metalink'), url('mirrorlist')]

  return {
    name: entry.name,
    ...(baseurl === undefined ? {} : { baseurls: [baseurl] }),
    ...(metalink === undefined ? {} : { metalink }),
    ...(mirrorlist === undefined ? {} : { mirrorlist }),
    ...(gpgkeys.length === 0 ? {} : { gpgkeys }),
    check_gpg: checkGpg,
    ...(entry.rhsm === undefined ? {} : { rhsm: entry.rhsm }),
    ...(entry.moduleHotfixes === undefined ? {} : { module_hotfixes: entry.moduleHotfixes }),
    ...(entry.metadataExpire === undefined ? {} : { metadata_expire: entry.metadataExpire }),
    ...(entry.imageTypeTags === undefined ? {} : { image_type_tags: entry.imageTypeTags }),
    ...(entry.packageSets === undefined ? {} : { package_sets: entry.packageSets }),
  }
}
