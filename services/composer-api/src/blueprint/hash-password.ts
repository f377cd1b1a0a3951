import { randomInt } from 'node:crypto'
import { alphabet, sha512Crypt } from './sha512-crypt.js'

/**
 * Hashes a plain text password for the shadow file: SHA-512 crypt with a fresh salt of 16 characters. Takes 10 to 100 ms of
 * CPU, so callers run it in a thread.
 */
export function hashPassword(password: string): string {
  const salt = Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)] ?? '.').join('')
  return sha512Crypt(password, salt)
}
