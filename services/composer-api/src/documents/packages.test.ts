import { describe, expect, it } from '@jest/globals'
import { depsolvedPackages } from './depsolved-packages.js'
import { foundPackages } from './found-packages.js'

const bash = { name: 'bash', epoch: 0, version: '5.3', release: '1', arch: 'x86_64', checksum: 'sha256:00ff' }

describe('depsolved packages', () => {
  it('are those of the os pipeline, over all its transactions', () => {
    const other = { ...bash, name: 'other' }
    const transactions = { build: [[other]], os: [[bash], [{ ...bash, name: 'zsh', epoch: 2 }]] }

    expect(depsolvedPackages({ transactions, package_specs: { os: [other] } })).toStrictEqual([
      { type: 'rpm', name: 'bash', version: '5.3', release: '1', arch: 'x86_64', checksum: 'sha256:00ff' },
      {
        type: 'rpm',
        name: 'zsh',
        version: '5.3',
        release: '1',
        epoch: '2',
        arch: 'x86_64',
        checksum: 'sha256:00ff',
      },
    ])
  })

  it('are read from the flat list of older workers', () => {
    expect(depsolvedPackages({ transactions: null, package_specs: { os: [bash] } })).toHaveLength(1)
  })

  it.each([
    [{ type: 'sha1', value: 'aa' }, { checksum: 'sha1:aa' }],
    [null, {}],
  ])('spell the checksum %j as one text', (checksum, shown) => {
    const [first] = depsolvedPackages({ transactions: { os: [[{ name: 'a', checksum }]] } })

    expect(first).toStrictEqual({ type: 'rpm', name: 'a', version: '', release: '', arch: '', ...shown })
  })

  it('are an empty list when nothing was resolved', () => {
    expect(depsolvedPackages({})).toStrictEqual([])
  })
})

describe('found packages', () => {
  it('show what the worker knows and leave out empty texts', () => {
    const found = {
      Name: 'bash',
      Epoch: 1,
      Version: '5',
      Release: '1',
      Arch: 'noarch',
      URL: '',
      License: 'GPL',
    }

    expect(foundPackages({ packages: [{ ...found, BuildTime: '2026-01-02T03:04:05Z' }] })).toStrictEqual([
      {
        name: 'bash',
        epoch: '1',
        version: '5',
        release: '1',
        arch: 'noarch',
        license: 'GPL',
        buildtime: '2026-01-02T03:04:05Z',
      },
    ])
  })

  it('are an empty list when nothing matched', () => {
    expect(foundPackages({ packages: null })).toStrictEqual([])
  })
})
