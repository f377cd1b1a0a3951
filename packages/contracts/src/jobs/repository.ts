import { flag, listOf, record, text, texts, type ArgsOf } from './json-schema.js'

/** A package repository as jobs carry it. Absent members have the worker's defaults. */
const repository = record({
  id: text,
  name: text,
  baseurls: texts,
  metalink: text,
  mirrorlist: text,
  /** Armoured keys or their URLs. */
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
})

export const repositoriesSchema = listOf(repository)
export type JobRepository = NonNullable<ArgsOf<typeof repository>>
