import { misfit } from '../errors.js'

/**
 * Reads the architecture in a body; a missing one is ''. It becomes part of job types, table rows and metric labels, so
 * only known ones are accepted.
 * @throws error 10
 */
export function readArch(value: unknown, archs: readonly string[]): string {
  const arch = value ?? ''
  if (typeof arch === 'string' && archs.includes(arch)) return arch
  throw misfit(`arch must be one of ${archs.filter((known) => known !== '').join(', ')}`)
}
