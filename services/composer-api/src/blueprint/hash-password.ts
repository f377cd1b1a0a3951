import { randomInt } from 'node:crypto'
import { sha512Crypt } from './sha512-crypt.js'

/** Turns a plain text password into one for the shadow file. */
export type HashPassword = (password: string) => Promise<string>

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** SHA-512 crypt with a fresh salt of 16 characters. */
export const hashPassword: HashPassword = (password) => {
  const salt = Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)] ?? '.').join('')
  return sha512Crypt(password, salt)
}
