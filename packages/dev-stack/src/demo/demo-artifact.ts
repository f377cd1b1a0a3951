import { createCipheriv, createHash } from 'node:crypto'

const CHUNK_BYTES = 64 * 1024

/** A file whose every byte follows from its seed: whoever has the seed can check the file. */
export interface DemoArtifact {
  bytes: number
  sha256: string
  md5: string
  chunks(): AsyncGenerator<Buffer>
}

/** The first `bytes` of the AES-256-CTR key stream of key sha256(seed) from counter zero. */
export function demoArtifact(seed: string, bytes: number): DemoArtifact {
  const digests = { sha256: createHash('sha256'), md5: createHash('md5') }
  for (const chunk of keyStream(seed, bytes)) {
    digests.sha256.update(chunk)
    digests.md5.update(chunk)
  }
  return {
    bytes,
    sha256: digests.sha256.digest('hex'),
    md5: digests.md5.digest('hex'),
    async *chunks() {
      yield* keyStream(seed, bytes)
    },
  }
}

function* keyStream(seed: string, bytes: number): Generator<Buffer> {
  const key = createHash('sha256').update(seed).digest()
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  const zeros = Buffer.alloc(CHUNK_BYTES)
  for (let sent = 0; sent < bytes; sent += CHUNK_BYTES) {
    yield cipher.update(zeros.subarray(0, Math.min(CHUNK_BYTES, bytes - sent)))
  }
}
