import type { JobRepository, SolverRepository } from './forms.js'

/**
 * Whether both repositories have the same URLs. Their ids cannot be compared: each program computes them differently.
 */
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
