import { describe, expect, it } from '@jest/globals'
import { redactRequest } from '@composer/contracts'
import { makeRequest, repository } from './make-request.js'

const mode = { partitioning_mode: 'auto-lvm' } as const
const subscription = {
  organization: '1',
  activation_key: 'the key',
  server_url: 's',
  base_url: 'b',
  insights: true,
  rhc: false,
}

describe('redactRequest', () => {
  it('replaces passwords and the activation key, and nothing else', () => {
    const request = makeRequest({
      customizations: {
        ...mode,
        users: [
          { name: 'a', password: 'secret' },
          { name: 'b', key: 'ssh' },
        ],
        subscription,
      },
    })

    expect(redactRequest(request)).toEqual({
      ...request,
      customizations: {
        ...mode,
        users: [
          { name: 'a', password: '[redacted]' },
          { name: 'b', key: 'ssh' },
        ],
        subscription: { ...subscription, activation_key: '[redacted]' },
      },
    })
  })

  it('replaces the passwords of a blueprint, hashed ones too', () => {
    const request = makeRequest({
      blueprint: { name: 'b', customizations: { ...mode, user: [{ name: 'a', password: '$6$salt$hash' }] } },
    })

    expect(JSON.stringify(redactRequest(request))).not.toContain('$6$')
  })

  it.each(['hunter2', 'hunter@2', '@'])('replaces %j in the address of a repository', (password) => {
    const secret = { ...repository, baseurl: `https://user:${password}@repo.example.com/os/` }

    expect(
      redactRequest(makeRequest({}, { repositories: [secret] })).image_request?.repositories[0]?.baseurl,
    ).toBe('https://user:[redacted]@repo.example.com/os/')
  })

  it('leaves the request itself alone', () => {
    const request = makeRequest({ customizations: { ...mode, subscription } })

    redactRequest(request)

    expect(request.customizations?.subscription?.activation_key).toBe('the key')
  })
})
