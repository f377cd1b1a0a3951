import { misfit } from '../errors.js'

/**
 * The architecture of a body. It becomes part of lanes, rows and labels, so only known ones are let in.
 * @throws error 10
 */
export function readArch(value: unknown, archs: readonly string[]): string {
  const arch = value ?? ''
  if (typeof arch === 'string' && archs.includes(arch)) return arch
  throw misfit(`arch must be one of ${archs.filter((known) => known !== '').join(', ')}`)
}
