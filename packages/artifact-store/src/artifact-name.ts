/** The name of an artifact is not a plain file name. The message says why and may be sent to clients. */
export class ArtifactNameError extends Error {
  override readonly name = 'ArtifactNameError'
}

/** Longest file name of common file systems; S3 allows more. */
const MAX_NAME_BYTES = 255

/**
 * Refuses names that could leave the attempt's area or cannot be stored. `name` is already percent-decoded, once.
 * @throws {ArtifactNameError}
 */
export function assertArtifactName(name: string): void {
  const fault = faultOf(name)
  if (fault !== undefined) throw new ArtifactNameError(`artifact name ${fault}`)
}

function faultOf(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name === '.' || name === '..') return `is '${name}'`
  if (/[/\\\0]/.test(name)) return "contains '/', '\\' or NUL"
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return `is longer than ${MAX_NAME_BYTES} bytes`
  return undefined
}

/** Tokens and job ids become folder names, so anything but a canonical UUID is a programming error. */
export function assertId(what: 'token' | 'job id', id: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new TypeError(`${what} is not a canonical UUID`)
}
