import { describe, expect, it } from '@jest/globals'
import { readSelected } from '@composer/raw-json'
import { buildMetadata, metadataSelection, type SelectedResult } from './build-metadata.js'

const bash = { name: 'bash', version: '5.3', release: '1.el9', arch: 'x86_64', sigmd5: 'aa' }

function metadata(result: {
  pipeline_names?: { build?: string[]; payload: string[] }
  osbuild_output?: object
}) {
  const selected = readSelected(Buffer.from(JSON.stringify(result)), metadataSelection) as SelectedResult
  return buildMetadata(selected, result.pipeline_names?.payload ?? [])
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
    ['empty signatures', { sigpgp: '', siggpg: '' }, {}],
    ['an empty signature beside one', { sigpgp: 'pgp', siggpg: '' }, { signature: 'pgp' }],
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

  it.each([
    ['null', [null], []],
    ['a text', ['bash'], []],
    ['without a name', [{ version: '1' }], []],
    ['with a name that is no text', [{ name: 5 }], []],
    [
      'with nothing but a name',
      [{ name: 'a' }],
      [{ name: 'a', version: '', release: '', arch: '', sigmd5: '' }],
    ],
    [
      'with members of other kinds',
      [{ ...bash, version: 5, epoch: {}, siggpg: [], sigpgp: false }],
      [{ ...bash, version: '' }],
    ],
  ])('leaves out what is no package or no member of one: %s', (_, packages, shown) => {
    const result = {
      pipeline_names: { payload: ['os'] },
      osbuild_output: output({ os: { 'org.osbuild.rpm': { packages } } }),
    }
    expect(metadata(result).packages).toStrictEqual(shown.map((one) => ({ type: 'rpm', ...one })))
  })

  it.each([[5], ['x'], [[1]], [{ 'org.osbuild.rpm': 5 }], [{ 'org.osbuild.rpm': { packages: 'all' } }]])(
    'has no packages where a stage says %j',
    (stage) => {
      const result = {
        pipeline_names: { payload: ['os', 'toString'] },
        osbuild_output: output({ os: stage }),
      }
      expect(metadata(result)).toStrictEqual({ packages: [] })
    },
  )

  it('has no commit where a stage says something else', () => {
    const commit = { 'org.osbuild.ostree.commit': { compose: { 'ostree-commit': 5 } } }
    expect(metadata({ osbuild_output: output({ os: commit }) })).toStrictEqual({ packages: [] })
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
