/** A package repository as jobs carry it. Absent members have the worker's defaults. */
export interface JobRepository {
  id?: string
  name?: string
  baseurls?: string[]
  metalink?: string
  mirrorlist?: string
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

export const repositoriesSchema = { type: ['array', 'null'], items: { type: 'object' } } as const
