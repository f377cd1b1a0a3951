import type { JobRepository, SolverRepository } from './forms.js'

/** Whether both name the same place. Ids do not tell: each program makes its own from all settings of a repository. */
export function sameSource(
  { baseurls = [], metalink = '', mirrorlist = '' }: JobRepository,
  repository: SolverRepository,
): boolean {
  const { baseurl = [] } = repository
  return (
    baseurls.length === baseurl.length &&
    baseurls.every((url, index) => url === baseurl[index]) &&
    metalink === (repository.metalink ?? '') &&
    mirrorlist === (repository.mirrorlist ?? '')
  )
}
