import { describe, expect, it } from '@jest/globals'
import { buildMetadata } from './build-metadata.js'

const bash = { name: 'bash', version: '5.3', release: '1.el9', arch: 'x86_64', sigmd5: 'aa' }

function metadata(result: object) {
  return buildMetadata(Buffer.from(JSON.stringify(result)))
}

function output(pipelines: object) {
  return { type: 'result', success: true, log: { os: [] }, metadata: pipelines }
}

const rpm = (...packages: object[]) => ({ 'org.osbuild.rpm': { packages } })

describe('the metadata of a build', () => {
  it('lists the packages of the payload pipelines in pipeline order and not those of the build pipelines', () => {
    const { packages } = metadata({
      pipeline_names: { build: ['build'], payload: ['tree', 'os'] },
      osbuild_output: output({
        build: rpm({ ...bash, name: 'compiler' }),
        os: rpm(bash),
        tree: rpm({ ...bash, name: 'first' }, { ...bash, name: 'second' }),
      }),
    })

    expect(packages.map(({ name }) => name)).toStrictEqual(['first', 'second', 'bash'])
  })

  it.each([
    ['neither epoch nor signature', { epoch: null, sigpgp: null }, {}],
    ['an epoch', { epoch: '1' }, { epoch: '1' }],
    ['a PGP signature', { sigpgp: 'pgp', siggpg: null }, { signature: 'pgp' }],
    ['both signatures, of which GPG counts', { sigpgp: 'pgp', siggpg: 'gpg' }, { signature: 'gpg' }],
  ])('describes a package with %s', (_, members, shown) => {
    const { packages } = metadata({
      pipeline_names: { build: [], payload: ['os'] },
      osbuild_output: output({ os: rpm({ ...bash, ...members, more: 'unknown' }) }),
    })

    expect(packages).toStrictEqual([{ type: 'rpm', ...bash, ...shown }])
  })

  it('has no packages without rpm stages', () => {
    const result = { pipeline_names: { build: [], payload: ['os'] }, osbuild_output: output({ os: null }) }

    expect(metadata(result)).toStrictEqual({ packages: [] })
  })

  it('tells the commit of a build that made one', () => {
    const commit = { 'org.osbuild.ostree.commit': { compose: { ref: 'r', 'ostree-commit': 'cafe' } } }

    expect(metadata({ osbuild_output: output({ 'ostree-commit': commit }) })).toStrictEqual({
      packages: [],
      ostree_commit: 'cafe',
    })
  })

  it.each([
    ['no osbuild output', {}],
    ['an empty log', { osbuild_output: { ...output({}), log: {} } }],
    ['no log', { osbuild_output: { ...output({}), log: null } }],
  ])('is refused with 1012 for a result with %s', (_, result) => {
    expect(() => metadata(result)).toThrow(expect.objectContaining({ number: 1012 }))
  })
})
