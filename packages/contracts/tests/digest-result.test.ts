import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { digestResult, jobTypes, type JobTypeName } from '@composer/contracts'
import { examples } from './job-examples.js'

const digest = (type: string, result: unknown) => digestResult(type, Buffer.from(JSON.stringify(result)))
const s3 = { name: 'org.osbuild.aws.s3', options: { url: 'https://s3.example.com/x' } }
const failed = (name: string, id: number) => ({
  name,
  options: null,
  target_error: { id, reason: `no ${name}` },
})

describe('the digest of an osbuild result', () => {
  it.each([
    ['nothing at all', null, { success: false, job_error: { id: 10, reason: 'osbuild build failed' } }],
    [
      'no output',
      { success: true },
      { success: true, job_error: { id: 10, reason: 'osbuild build failed' } },
    ],
    [
      'an error text of osbuild',
      { success: false, osbuild_output: { success: false, error: 'boom' } },
      { success: false, osbuild_success: false, job_error: { id: 18, reason: 'boom' } },
    ],
    [
      'an error object of osbuild',
      { success: false, osbuild_output: { success: false, error: { type: 'x' } } },
      { success: false, osbuild_success: false, job_error: { id: 18, reason: '{"type":"x"}' } },
    ],
    [
      'a failed target beside a good one',
      {
        success: false,
        osbuild_output: { success: true },
        target_results: [s3, failed('org.osbuild.gcp', 11)],
      },
      {
        success: false,
        osbuild_success: true,
        target_results: [
          s3,
          { name: 'org.osbuild.gcp', target_error: { id: 11, reason: 'no org.osbuild.gcp' } },
        ],
        job_error: {
          id: 28,
          reason: 'at least one target failed',
          details: [{ id: 11, reason: 'no org.osbuild.gcp', details: 'org.osbuild.gcp' }],
        },
      },
    ],
    [
      'success false but a good build',
      { success: false, osbuild_output: { success: true } },
      { success: true, osbuild_success: true },
    ],
    [
      'no word of success but a good build',
      { osbuild_output: { success: true } },
      { success: true, osbuild_success: true },
    ],
    [
      'a bad build without an error',
      { success: false, osbuild_output: { success: false } },
      { success: false, osbuild_success: false },
    ],
    [
      'its own error, which comes before all others',
      { osbuild_output: { error: 'boom' }, job_error: { id: 9, reason: 'Manifest dependency failed' } },
      { success: false, osbuild_success: false, job_error: { id: 9, reason: 'Manifest dependency failed' } },
    ],
  ])('with %s is what status shows', (_, result, outcome) => {
    const failed = 'job_error' in outcome || !outcome.success
    expect(digest('osbuild:x86_64', result)).toEqual({ outcome, failed })
  })

  it('accepts what old and new workers leave out or write as null', () => {
    const result = {
      success: true,
      osbuild_output: { success: true, log: null, metadata: null, error: null },
      target_results: [
        { name: 'org.osbuild.aws', options: null, osbuild_artifact: null, target_error: null },
      ],
      pipeline_names: { build: null },
      job_error: null,
    }
    expect(digest('osbuild:x86_64', result).outcome).toEqual({
      success: true,
      osbuild_success: true,
      target_results: [{ name: 'org.osbuild.aws' }],
      pipeline_names: { build: [], payload: [] },
    })
  })

  it('keeps of koji options only what status shows', () => {
    const options = { image: { filename: 'a.qcow2', size: 18446744073709551615n.toString() }, url: 'u' }
    const { outcome } = digest('osbuild:x86_64', {
      osbuild_output: { success: true },
      target_results: [{ name: 'org.osbuild.koji', options }],
    })
    expect(outcome.target_results).toEqual([{ name: 'org.osbuild.koji', options: { url: 'u' } }])
  })
})

describe('the digest of other results', () => {
  it.each([
    ['koji-init', { build_id: 7, token: 't', koji_error: '' }, { build_id: 7 }],
    [
      'koji-init',
      { build_id: 0, token: '', koji_error: 'no hub' },
      { job_error: { id: 18, reason: 'no hub' } },
    ],
    ['koji-finalize', {}, {}],
    ['koji-finalize', { koji_error: 'no hub' }, { job_error: { id: 18, reason: 'no hub' } }],
    ['aws-ec2-copy', { ami: 'ami-2', region: 'eu-west-1' }, { ami: 'ami-2', region: 'eu-west-1' }],
    [
      'aws-ec2-share',
      { ami: '', region: '', job_error: { id: 3, reason: 'x' } },
      { job_error: { id: 3, reason: 'x' } },
    ],
    ['manifest-id-only', { data: null, error: 'old text' }, { job_error: { id: 18, reason: 'old text' } }],
    ['container-resolve', null, {}],
    ['container-resolve', { specs: [{ source: 'a', name: 'b', image_id: 'c', digest: 'd' }] }, {}],
    ['search-packages', { packages: null }, {}],
    [
      'depsolve',
      {
        package_specs: { os: [{ name: 'a', checksum: { type: 'sha256', value: 'f' } }] },
        transactions: null,
      },
      {},
    ],
    ['depsolve', { transactions: { os: [[{ name: 'a', checksum: null }], []], build: null } }, {}],
  ])('of type %s is short: %j', (type, result, outcome) => {
    expect(digest(type, result)).toEqual({ outcome, failed: 'job_error' in outcome })
  })
})

describe('a result that does not fit its type', () => {
  it.each([
    ['osbuild:x86_64', 'text', 10, 'it must be object,null'],
    ['osbuild:x86_64', { success: 'yes' }, 10, 'success must be boolean,null'],
    ['osbuild:x86_64', { osbuild_output: { log: [1] } }, 10, 'osbuild_output.log must be object,null'],
    ['osbuild:x86_64', { target_results: [{ options: {} }] }, 10, 'target_results[0].name is missing'],
    [
      'osbuild:x86_64',
      { target_results: [{ name: 'org.osbuild.aws', options: { ami: 5 } }] },
      10,
      'target_results[0].options.ami must be string,null',
    ],
    ['osbuild:x86_64', { target_results: [null] }, 10, 'target_results[0] must be object'],
    ['osbuild:x86_64', { pipeline_names: { build: [null] } }, 10, 'pipeline_names.build[0] must be string'],
    ['osbuild:x86_64', { job_error: { reason: 'x' } }, 10, 'job_error.id is missing'],
    ['depsolve', {}, 23, 'transactions is missing'],
    ['depsolve', { transactions: { os: [[{ version: '1' }]] } }, 23, 'transactions.os[0][0].name is missing'],
    ['depsolve', { transactions: { os: [null] } }, 23, 'transactions.os[0] must be array'],
    ['depsolve', { transactions: { os: [[null]] } }, 23, 'transactions.os[0][0] must be object'],
    ['depsolve', { package_specs: { os: [null] } }, 23, 'package_specs.os[0] must be object'],
    ['depsolve', { sbom_docs: { a: null }, transactions: {} }, 23, 'sbom_docs.a must be object'],
    ['depsolve', { sbom_docs: { os: {} }, transactions: {} }, 23, 'sbom_docs.os.document is missing'],
    [
      'depsolve',
      { transactions: { os: [[{ name: 'a', checksum: { type: null, value: 'f' } }]] } },
      23,
      'transactions.os[0][0].checksum.type must be string',
    ],
    ['search-packages', { packages: [null] }, 23, 'packages[0] must be object'],
    ['search-packages', null, 23, 'packages is missing'],
    ['search-packages', { packages: [{ Name: 1 }] }, 23, 'packages[0].Name must be string'],
    ['container-resolve', { specs: [null] }, 30, 'specs[0] must be object'],
    ['container-resolve', { pipeline_specs: { os: [null] } }, 30, 'pipeline_specs.os[0] must be object'],
    ['container-resolve', { specs: [{}] }, 30, 'specs[0].source is missing'],
    ['ostree-resolve', {}, 33, 'ostree_resolve_result_specs is missing'],
    ['image-builder-manifest', null, 8, 'data is missing'],
    ['image-builder-manifest', { data: {}, sbom_docs: { os: null } }, 8, 'sbom_docs.os must be object'],
    [
      'image-builder-manifest',
      { data: {}, sbom_docs: { os: { document: null } } },
      8,
      'sbom_docs.os.document must be object',
    ],
    ['image-builder-manifest', { data: [] }, 8, 'data must be object,null'],
    ['koji-init', { build_id: -1 }, 15, 'build_id must be >= 0'],
    ['koji-init', {}, 15, 'build_id is missing'],
    ['koji-init', { build_id: 7, token: 7 }, 15, 'token must be string,null'],
    ['aws-ec2-copy', { ami: 'x' }, 12, 'region is missing'],
    ['aws-ec2-share', [], 3, 'it must be object,null'],
  ])('of type %s, %j, fails the job and names the member', (type, result, id, details) => {
    const { outcome, failed, misfit } = digest(type, result)
    expect(outcome.job_error).toMatchObject({ id, details })
    expect(failed).toBe(true)
    expect(JSON.parse(misfit?.result ?? '')).toEqual({ job_error: outcome.job_error })
  })

  it('may also be no JSON, or more than a digest may build', () => {
    expect(digestResult('depsolve', Buffer.from('{')).outcome.job_error?.details).toContain(
      'Not JSON at byte',
    )
    const huge = Buffer.from(`{"target_results":[${Array(1_100_000).fill('{}').join(',')}]}`)
    expect(digestResult('osbuild:x86_64', huge).outcome.job_error?.details).toContain(
      'bytes of the JSON text are selected',
    )
  })
})

describe('an outcome', () => {
  it('is not larger than a status may be, whatever a worker tells of its targets', () => {
    const aws = { name: 'org.osbuild.aws', options: { ami: 'x'.repeat(100) } }
    const of = (count: number) =>
      digest('osbuild:x86_64', { osbuild_output: { success: true }, target_results: Array(count).fill(aws) })
    expect(of(1000).outcome.success).toBe(true)
    expect(of(20_000).outcome.job_error).toMatchObject({
      id: 10,
      details: expect.stringMatching(/^what a status would show of it has \d+ characters$/),
    })
  })

  it('has nothing that jsonb refuses, and no part without bound', () => {
    const deep = '['.repeat(5_000) + ']'.repeat(5_000)
    const reason = `"a\\u0000b\\ud800c${'x'.repeat(100_000)}"`
    const error = `{"id":10,"reason":${reason},"details":{"k\\u0000":["\\udc00",${deep}]}}`
    const { outcome } = digestResult('koji-init', Buffer.from(`{"job_error":${error}}`))
    const text = JSON.stringify(outcome)
    expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i)
    expect(text.length).toBeLessThan(70_000)
    expect(outcome.job_error?.details).toMatchObject({ k: ['\ufffd', expect.anything()] })
    const long = digest('koji-init', {
      job_error: { id: 1, reason: '', details: Array(500).fill('x'.repeat(1_000)) },
    })
    expect(long.outcome.job_error?.details).toBe('(the details, 501501 characters, are in the result)')
  })

  it('comes of whatever a worker sends', () => {
    const names = Object.keys(jobTypes) as JobTypeName[]
    const members = names.flatMap((name) => Object.keys(jobTypes[name].resultSchema.properties))
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...members, 'job_error', 'progress'), fc.jsonValue()),
      fc.constantFrom(...names.map((name) => examples[name].result)),
    )
    fc.assert(
      fc.property(fc.constantFrom(...names), anything, (name, result) => {
        const { outcome, failed, misfit } = digest(name, result)
        expect(failed).toBe(outcome.job_error !== undefined || outcome.success === false)
        expect(JSON.stringify(outcome)).not.toMatch(/\\u0000|\\ud[89a-f]/i)
        if (misfit)
          expect(digestResult(name, Buffer.from(misfit.result)).outcome.job_error).toEqual(outcome.job_error)
      }),
      { numRuns: 600 },
    )
  })
})
