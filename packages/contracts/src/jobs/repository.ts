import { flag, listOf, record, text, texts } from './json-schema.js'

/** A package repository as jobs carry it. Absent members have the worker's defaults. */
export interface JobRepository {
  id?: string
  name?: string
  baseurls?: string[]
  metalink?: string
  mirrorlist?: string
  /** Armoured keys or their URLs. */
  gpgkeys?: string[]
  check_gpg?: boolean
  check_repo_gpg?: boolean
  priority?: number
  ignore_ssl?: boolean
  metadata_expire?: string
  module_hotfixes?: boolean
  rhsm?: boolean
  enabled?: boolean
  image_type_tags?: string[]
  package_sets?: string[]
}

export const repositoriesSchema = listOf(
  record({
    id: text,
    name: text,
    baseurls: texts,
    metalink: text,
    mirrorlist: text,
    gpgkeys: texts,
    check_gpg: flag,
    check_repo_gpg: flag,
    priority: { type: ['integer', 'null'] },
    ignore_ssl: flag,
    metadata_expire: text,
    module_hotfixes: flag,
    rhsm: flag,
    enabled: flag,
    image_type_tags: texts,
    package_sets: texts,
  }),
)
