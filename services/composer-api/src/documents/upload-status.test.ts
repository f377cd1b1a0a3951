import { describe, expect, it } from '@jest/globals'
import { built, failure, finished, makeGraph } from '../../tests/make-graph.js'
import { uploadStatuses } from './upload-status.js'

function uploads(outcome: object) {
  const [build] = makeGraph({ 'build=osbuild:x86_64': finished(outcome) }).jobs
  return build && uploadStatuses(build, (job, file) => `/artifacts/${job}/${file}`)
}

const aws = { name: 'org.osbuild.aws', options: { ami: 'ami-1', region: 'eu-west-1', other: 'x' } }

describe('upload statuses', () => {
  it.each([
    [aws, 'aws', { ami: 'ami-1', region: 'eu-west-1' }],
    [{ name: 'org.osbuild.aws.s3', options: { url: 'https://s3/1' } }, 'aws.s3', { url: 'https://s3/1' }],
    [
      { name: 'org.osbuild.gcp', options: { image_name: 'i', project_id: 'p' } },
      'gcp',
      { image_name: 'i', project_id: 'p' },
    ],
    [{ name: 'org.osbuild.azure.image', options: { image_name: 'i' } }, 'azure', { image_name: 'i' }],
    [
      { name: 'org.osbuild.container', options: { url: 'u', digest: 'd' } },
      'container',
      { url: 'u', digest: 'd' },
    ],
    [{ name: 'org.osbuild.oci.objectstorage', options: { url: 'u' } }, 'oci.objectstorage', { url: 'u' }],
    [
      {
        name: 'org.osbuild.worker.server',
        options: { artifact_relative_path: 'disk.qcow2' },
        osbuild_artifact: { export_filename: 'disk.qcow2', export_name: 'qcow2' },
      },
      'local',
      { artifact_path: '/artifacts/build/disk.qcow2' },
    ],
  ])('show a finished upload %j', (target, type, options) => {
    expect(uploads(built([target]))).toStrictEqual([{ type, status: 'success', options }])
  })

  it('do not exist before the build has finished', () => {
    const [build] = makeGraph({ 'build=osbuild:x86_64': { state: 'running' } }).jobs

    expect(build && uploadStatuses(build, () => '')).toStrictEqual([])
  })

  it('tell of each target its own truth: the failed one carries its error and empty options', () => {
    const error = { id: 11, reason: 'access denied', details: 'bucket' }
    const outcome = {
      ...built([aws, { name: 'org.osbuild.aws.s3', options: null, target_error: error }]),
      ...failure(28, 'at least one target failed', [error]),
    }

    expect(uploads(outcome)).toStrictEqual([
      { type: 'aws', status: 'success', options: { ami: 'ami-1', region: 'eu-west-1' } },
      { type: 'aws.s3', status: 'failure', options: { url: '' }, error },
    ])
  })

  it('fail with the build when the build failed by itself', () => {
    const error = { id: 10, reason: 'osbuild build failed' }

    expect(uploads({ ...built([aws]), job_error: error })).toMatchObject([{ status: 'failure', error }])
  })

  it('leave out uploads to Koji', () => {
    expect(uploads(built([{ name: 'org.osbuild.koji', options: {} }, aws]))).toMatchObject([{ type: 'aws' }])
  })

  it('are refused with 1007 for a target the API does not know', () => {
    expect(() => uploads(built([{ name: 'org.osbuild.pulp.ostree', options: {} }]))).toThrow(
      expect.objectContaining({ number: 1007 }),
    )
  })
})
