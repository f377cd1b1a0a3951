/** One package of a depsolve result, as far as the API shows it. */
interface SolvedPackage {
  name: string
  epoch?: number | null
  version?: string
  release?: string
  arch?: string
  checksum?: string | { type: string; value: string } | null
}

export interface DepsolveResult {
  transactions?: Record<string, SolvedPackage[][] | null> | null
  package_specs?: Record<string, SolvedPackage[] | null> | null
}

/** The pipeline whose packages the API reports; callers do not need those of build environments. */
const PIPELINE = 'os'

/**
 * The packages a blueprint resolves to. Old workers do not report `transactions`, but a flat list for each pipeline.
 */
export function depsolvedPackages(result: DepsolveResult) {
  const packages = result.transactions?.[PIPELINE]?.flat() ?? result.package_specs?.[PIPELINE] ?? []
  return packages.map((solved) => ({
    type: 'rpm',
    name: solved.name,
    version: solved.version ?? '',
    release: solved.release ?? '',
    ...epochOf(solved.epoch),
    arch: solved.arch ?? '',
    ...checksumOf(solved.checksum),
  }))
}

/** RPM reads a missing epoch as 0, so 0 is left out. */
export function epochOf(epoch: number | null | undefined): { epoch?: string } {
  return epoch != null && epoch > 0 ? { epoch: String(epoch) } : {}
}

function checksumOf(checksum: SolvedPackage['checksum']): { checksum?: string } {
  if (checksum == null || checksum === '') return {}
  return { checksum: typeof checksum === 'string' ? checksum : `${checksum.type}:${checksum.value}` }
}
