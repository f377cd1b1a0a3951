import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { BASE, startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { buildResult, claimJob, failedResult, finishJob, localTarget } from './finish-job.js'
import { awsImage, composeRequest, kojiRequest } from './requests.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterEach(() => composer.clear())
afterAll(() => composer.stop())

const awsTarget = { name: 'org.osbuild.aws', options: { ami: 'ami-1', region: 'eu-west-1' } }
const finish = (type: string, result?: object) => finishJob(composer.queue, type, result)

/** A finished AWS compose, shared with the accounts of the request. */
async function build(
  accounts: string[] = ['123456789012'],
  targets: object[] = [awsTarget],
): Promise<string> {
  const upload_options = { ...awsImage.upload_options, share_with_accounts: accounts }
  const { body } = await composer.post('/compose', composeRequest({}, { ...awsImage, upload_options }))
  await finish('manifest-id-only')
  await finish('osbuild:x86_64', buildResult(targets))
  return body.id as string
}

const clone = (id: string, body: object) => composer.post(`/composes/${id}/clone`, body)
const cloneStatus = async (id: string) => (await composer.get(`/clones/${id}`)).body

describe('cloning a compose', () => {
  it('to another region copies the image and shares the copy with old and new accounts', async () => {
    const id = await build()

    const { status, body } = await clone(id, { region: 'us-east-1', share_with_accounts: ['210987654321'] })
    expect(status).toBe(201)
    expect(body).toMatchObject({ href: `${BASE}/composes/${id}/clone`, kind: 'CloneComposeId' })
    expect(await cloneStatus(body.id)).toStrictEqual({
      href: `${BASE}/clones/${body.id}`,
      id: body.id,
      kind: 'CloneComposeStatus',
      status: 'pending',
      type: 'aws',
      options: { ami: '', region: '' },
    })

    const copy = await finish('aws-ec2-copy', { ami: 'ami-2', region: 'us-east-1' })
    expect(JSON.parse(copy.args)).toMatchObject({
      ami: 'ami-1',
      source_region: 'eu-west-1',
      target_region: 'us-east-1',
    })
    const share = await claimJob(composer.queue, 'aws-ec2-share')
    expect(share.id).toBe(body.id)
    expect(JSON.parse(share.args)).toStrictEqual({
      ami: '',
      region: '',
      shareWithAccounts: ['123456789012', '210987654321'],
    })
    expect(JSON.parse(share.dynamicArgs[0] as string)).toStrictEqual({ ami: 'ami-2', region: 'us-east-1' })
    expect((await cloneStatus(body.id)).status).toBe('running')
    await composer.queue.unclaim(share.token)
    await finish('aws-ec2-share', { ami: 'ami-2', region: 'us-east-1' })
    expect(await cloneStatus(body.id)).toMatchObject({
      status: 'success',
      options: { ami: 'ami-2', region: 'us-east-1' },
    })
  })

  it('in its own region shares the image itself', async () => {
    const id = await build()

    const { body } = await clone(id, { region: 'eu-west-1' })
    const share = await finish('aws-ec2-share', { ami: 'ami-1', region: 'eu-west-1' })
    expect(share.id).toBe(body.id)
    expect(JSON.parse(share.args)).toMatchObject({ ami: 'ami-1', region: 'eu-west-1' })
  })

  it('reuses a successful copy in the region', async () => {
    const id = await build([])
    const first = await clone(id, { region: 'us-east-1' })
    await finish('aws-ec2-copy', { ami: 'ami-2', region: 'us-east-1' })

    const second = await clone(id, { region: 'us-east-1' })
    expect(second.body.id).toBe(first.body.id)
    const shared = await clone(id, { region: 'us-east-1', share_with_accounts: ['1'] })
    const share = await finish('aws-ec2-share', { ami: 'ami-2', region: 'us-east-1' })
    expect(share.id).toBe(shared.body.id)
    expect(share.dynamicArgs).toStrictEqual(['{"ami":"ami-2","region":"us-east-1"}'])
  })

  it.each<[string, (copyId: string) => Promise<unknown>]>([
    ['failed', () => finish('aws-ec2-copy', failedResult(17, 'no'))],
    ['is in another region', () => finish('aws-ec2-copy', { ami: 'ami-2', region: 'ap-south-1' })],
    ['was cancelled', (copyId) => composer.queue.cancelGraph(copyId, '')],
    [
      'was deleted',
      async (copyId) => {
        await finish('aws-ec2-copy', { ami: 'ami-2', region: 'us-east-1' })
        await composer.call('DELETE', `/composes/${copyId}`)
      },
    ],
  ])('makes a new copy when the earlier one %s', async (_, end) => {
    const id = await build([])
    const first = await clone(id, { region: 'us-east-1' })
    await end(first.body.id as string)

    const second = await clone(id, { region: 'us-east-1' })
    expect(second.status).toBe(201)
    expect(second.body.id).not.toBe(first.body.id)
    expect((await finish('aws-ec2-copy', { ami: 'ami-3', region: 'us-east-1' })).id).toBe(second.body.id)
  })

  it('makes no job when there is nothing to do, and the answer is no clone', async () => {
    const id = await build([])

    const { status, body } = await clone(id, { region: 'eu-west-1' })
    expect([status, body.id]).toStrictEqual([201, id])
    const answer = await composer.get(`/clones/${id}`)
    expect([answer.status, answer.body.id]).toStrictEqual([404, '26'])
  })

  it('leaves the compose in the list and the clone out of it', async () => {
    const id = await build([])
    const { body } = await clone(id, { region: 'us-east-1' })

    const ids = (await composer.get('/composes/')).body.items.map((item: { id: string }) => item.id)
    expect(ids).toContain(id)
    expect(ids).not.toContain(body.id)
  })

  it('that failed says so', async () => {
    const { body } = await clone(await build([]), { region: 'us-east-1' })
    await finish('aws-ec2-copy', failedResult(17, 'no permission'))

    expect((await cloneStatus(body.id)).status).toBe('failure')
  })
})

describe('cloning is refused', () => {
  const refusals: [string, () => Promise<string>, number, string][] = [
    ['30 before 42: a body without a region', async () => 'abcdef', 400, '30'],
    ['15 for an unknown id', async () => '0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0', 404, '15'],
    ['42 for a bad id', async () => 'abcdef', 400, '42'],
    [
      '26 for a koji compose',
      async () => (await composer.post('/compose', kojiRequest())).body.id,
      404,
      '26',
    ],
    [
      '31 for an unfinished compose',
      async () => (await composer.post('/compose', composeRequest())).body.id,
      400,
      '31',
    ],
    [
      '31 for a failed build',
      () => build([], [{ ...awsTarget, target_error: { id: 11, reason: 'no' } }]),
      400,
      '31',
    ],
    ['1012 for a build without uploads', () => build([], []), 500, '1012'],
    ['1006 for a build with two uploads', () => build([], [awsTarget, awsTarget]), 500, '1006'],
    ['31 for an upload the API does not know', () => build([], [{ name: 'org.osbuild.vmware' }]), 400, '31'],
    ['32 for an image that is not on AWS', () => build([], [localTarget]), 400, '32'],
  ]

  it.each(refusals)('with %s', async (title, make, http, number) => {
    const body = title.startsWith('30') ? {} : { region: 'us-east-1' }
    const answer = await clone(await make(), body)

    expect([answer.status, answer.body.id]).toStrictEqual([http, number])
  })
})
