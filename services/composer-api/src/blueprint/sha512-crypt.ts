import { createHash } from 'node:crypto'

const rounds = 5000
/** The digits of a hash, and what a salt is made of. */
export const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const sha512 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha512')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/**
 * SHA-512 crypt (`$6$`) with the default 5000 rounds, as crypt(3) and `openssl passwd -6` compute it.
 *
 * Written here because the JavaScript libraries at hand differ from crypt(3): unixcrypt for passwords whose length is a
 * multiple of 64 bytes, sha512crypt-node and sha512-crypt-ts for anything but ASCII. Follows the public "Unix crypt
 * using SHA-256 and SHA-512" specification by Ulrich Drepper; the step numbers are his.
 * @param salt 1 to 16 characters of `./0-9A-Za-z`.
 */
export function sha512Crypt(password: string, salt: string): string {
  const key = Buffer.from(password, 'utf8')
  const saltBytes = Buffer.from(salt, 'ascii')

  const digestB = sha512(key, saltBytes, key) // steps 4 to 8
  const digestA = sha512(key, saltBytes, repeatTo(digestB, key.length), ...bitParts(key, digestB)) // 1 to 3, 9 to 12
  const p = repeatTo(sha512(...Array<Buffer>(key.length).fill(key)), key.length) // 13 to 16
  const saltRepeats = 16 + (digestA[0] ?? 0)
  const s = repeatTo(sha512(...Array<Buffer>(saltRepeats).fill(saltBytes)), saltBytes.length) // 17 to 20

  let digest = digestA
  for (let round = 0; round < rounds; round++) {
    digest = sha512(...roundParts(round, digest, p, s)) // 21
  }
  return `$6$${salt}$${encode(digest)}` // 22
}

/** Step 11: for each bit of the length, lowest first, digest B for a one and the password for a zero. */
function bitParts(key: Buffer, digestB: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let length = key.length; length > 0; length >>= 1) parts.push((length & 1) === 1 ? digestB : key)
  return parts
}

function roundParts(round: number, digest: Buffer, p: Buffer, s: Buffer): Buffer[] {
  const odd = round % 2 === 1
  return [
    odd ? p : digest,
    ...(round % 3 === 0 ? [] : [s]),
    ...(round % 7 === 0 ? [] : [p]),
    odd ? digest : p,
  ]
}

/** `bytes` over and over, cut at `length`. */
function repeatTo(bytes: Buffer, length: number): Buffer {
  return Buffer.alloc(length, bytes)
}

/** Step 22: 21 groups of three bytes, whose places turn by one from group to group, and the last byte alone. */
function encode(digest: Buffer): string {
  let text = ''
  for (let group = 0; group < 21; group++) {
    const places = [group, group + 21, group + 42]
    const [high, middle, low] = [0, 1, 2].map((i) => digest[places[(i + group) % 3] ?? 0] ?? 0)
    text += encodeBits(((high ?? 0) << 16) | ((middle ?? 0) << 8) | (low ?? 0), 4)
  }
  return text + encodeBits(digest[63] ?? 0, 2)
}

/** `count` characters of six bits each, lowest bits first. */
function encodeBits(bits: number, count: number): string {
  let text = ''
  for (let rest = bits; text.length < count; rest >>= 6) text += alphabet[rest & 63] ?? ''
  return text
}
