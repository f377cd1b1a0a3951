import { describe, expect, it } from '@jest/globals'
import type { Blueprint } from './blueprint.js'
import { hashPassword } from './hash-password.js'
import { hashPasswords } from './hash-passwords.js'
import { sha512Crypt } from './sha512-crypt.js'

const withPasswords = (...passwords: (string | undefined)[]): Blueprint => ({
  name: 'b',
  version: '0.0.0',
  packages: [],
  modules: [],
  enabled_modules: [],
  groups: [],
  customizations: {
    user: passwords.map((password) => (password === undefined ? { name: 'u' } : { name: 'u', password })),
  },
})

describe('hashPasswords', () => {
  it('keeps hashed passwords, removes empty ones and hashes the rest', async () => {
    const blueprint = withPasswords(
      '$6$salt$hash',
      '$5$salt$hash',
      '$2b$10$hash',
      '',
      undefined,
      'plain',
      '$1$old$hash',
    )

    const { customizations } = await hashPasswords(blueprint, async (plain) =>
      plain.map((password) => `hashed(${password})`),
    )

    expect(customizations?.user?.map(({ password }) => password)).toEqual([
      '$6$salt$hash',
      '$5$salt$hash',
      '$2b$10$hash',
      undefined,
      undefined,
      'hashed(plain)',
      'hashed($1$old$hash)',
    ])
  })

  it('removes an empty password altogether', async () => {
    const { customizations } = await hashPasswords(withPasswords(''), async (plain) => plain)

    expect(customizations?.user).toEqual([{ name: 'u' }])
  })

  it('leaves its argument alone', async () => {
    const blueprint = withPasswords('plain')

    await hashPasswords(blueprint, async () => ['hashed'])

    expect(blueprint).toEqual(withPasswords('plain'))
  })
})

describe('hashPassword', () => {
  it('hashes with a fresh salt of 16 characters', () => {
    const [first, second] = [hashPassword('correct horse'), hashPassword('correct horse')]

    expect(first).toMatch(/^\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/)
    expect(second).not.toBe(first)
    expect(sha512Crypt('correct horse', first.split('$')[2] ?? '')).toBe(first)
  })
})
