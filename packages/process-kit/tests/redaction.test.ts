import { afterEach, describe, expect, it } from '@jest/globals'
import { createLogger, redact, redactText } from '@composer/process-kit'
import { collectLogLines } from '@composer/testkit'

const secret = 'hunter2-Secret'
const hash = '$6$salt.salt$aVeryLongHash/of.eighty.six.characters'
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`

describe('Redaction by shape', () => {
  it.each([
    [`Authorization: Bearer ${secret}`],
    [`basic ${secret}==`],
    ['token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl-Secret'],
    [`connect to postgres://user:${secret}@db:5432/composer failed`],
    [`postgres://user:p@${secret}@db/composer`],
    [`https://:${secret}@host/`],
    [`crypted ${hash} there`],
    [`key ${pem} there`],
    [`key -----BEGIN PRIVATE KEY-----\n${secret} cut off`],
    [`password=${secret}&x=1`],
    [`{"password": "${secret} and more ${secret}"}`],
    [`{\\"password\\":\\"${secret}\\"}`],
    [`password: '${secret} ${secret}'`],
    [`client_secret=${secret}`],
    [`"access_token":"${secret}"`],
    [`https://bucket.example/x?X-Amz-Signature=${secret}&X-Amz-Credential=${secret}`],
    [`https://account.example/x?sv=1&sig=${secret}`],
  ])('takes the secret out of %j', (text) => {
    const redacted = redactText(text)
    expect(redacted).toContain('[redacted')
    expect(redacted).not.toMatch(/Secret|VeryLongHash/)
  })

  it.each([
    'The service started on http://127.0.0.1:8080/api?page=1',
    'job 0b0f1f3c-1111-4a4a-9c9c-aaaaaaaaaaaa of org-1 costs $6 and $2',
    'postgres://user@db:5432/composer',
    'a basic idea',
    'password must be text',
  ])('leaves %j alone', (text) => {
    expect(redactText(text)).toBe(text)
  })

  it('takes time that grows with the text, not with its square', () => {
    expect(redactText('a'.repeat(10_000_000)).length).toBeLessThan(20_000)
  })
})

describe('Redaction by name', () => {
  it('goes into objects, lists, errors and their causes', () => {
    const error = new Error(`password=${secret}`, { cause: { token: secret, deep: [{ secret }] } })
    const redacted = JSON.stringify(
      redact({
        Authorization: secret,
        user: { name: 'u', password: secret },
        list: [{ activation_key: secret }, { sessionToken: secret, storageAccessKey: secret }],
        offline_token: secret,
        error,
      }),
    )
    expect(redacted).not.toContain('Secret')
    expect(JSON.parse(redacted)).toMatchObject({ user: { name: 'u', password: '[redacted]' } })
  })

  it('keeps numbers and absences, which are no secrets', () => {
    expect(redact({ token: null, password: undefined, secret: 3 })).toEqual({
      token: null,
      password: undefined,
      secret: 3,
    })
  })

  it('ends in circles, and keeps out what is too much', () => {
    const circle: Record<string, unknown> = { big: 1n, bytes: Buffer.alloc(5), when: new Date(0) }
    circle.self = circle
    circle.long = Array.from({ length: 1000 }, (_, index) => index)
    const redacted = redact(circle) as { long: number[] }
    expect(redacted).toMatchObject({ big: '1', bytes: '[5 bytes]', when: new Date(0) })
    expect(redacted.long).toHaveLength(100)
  })
})

describe.each(['json', 'text'])('The log as %s', (LOG_FORMAT) => {
  const log = collectLogLines(createLogger, { LOG_FORMAT })
  afterEach(() => log.clear())

  it('shows no secret, through whatever door it comes', () => {
    log.logger.error(`Failed with password=${secret}`, {
      token: secret,
      headers: { authorization: `Bearer ${secret}` },
      url: `https://u:${secret}@host/`,
      body: JSON.stringify({ users: [{ name: 'u', password: secret, key: pem, hash }] }),
      error: new Error(`Bearer ${secret}`, { cause: new Error(`secret: ${secret}`) }),
    })
    log.logger.warn('Refused', { refresh_token: secret, nested: { a: { client_secret: secret } } })
    expect(log.text()).toContain('[redacted')
    expect(log.text()).not.toMatch(/Secret|VeryLongHash/)
  })

  it('is one line for each message, whatever is in it', () => {
    log.logger.info('One', { text: 'a\nb="c"', error: new Error('x\ny') })
    expect(log.text().trimEnd()).not.toContain('\n')
  })
})
