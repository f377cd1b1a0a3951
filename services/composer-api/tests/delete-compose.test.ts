import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { composerDocument, readOperations } from '@composer/contracts'
import { BASE, startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { buildResult, claimJob, finishJob, reportResult } from './finish-job.js'
import { awsImage, composeRequest, kojiRequest } from './requests.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterEach(() => composer.clear())
afterAll(() => composer.stop())

const awsTarget = { name: 'org.osbuild.aws', options: { ami: 'ami-1', region: 'eu-west-1' } }

async function post(request: object = composeRequest()): Promise<string> {
  const { status, body } = await composer.post('/compose', request)
  expect(status).toBe(201)
  return body.id as string
}

const finish = (type: string, result?: object) => finishJob(composer.queue, type, result)
const remove = (id: string) => composer.call('DELETE', `/composes/${id}`)
const storedJobs = async () => Number((await composer.database.db('jobs').count({ n: '*' }))[0]?.n)

/** Everything that can be read of a compose. */
const readable = readOperations(composerDocument())
  .filter(({ method, path }) => method === 'get' && path.startsWith('/composes/{id}'))
  .map(({ path }) => path)

async function expectGone(id: string) {
  expect(readable).toContain('/composes/{id}/metadata')
  for (const path of readable) {
    const { status, body } = await composer.get(path.replace('{id}', id))
    expect([path, status, body.id]).toStrictEqual([path, 404, '15'])
  }
  const { body } = await composer.get('/composes/')
  expect(body.items.map((item: { id: string }) => item.id)).not.toContain(id)
}

describe('deleting a compose', () => {
  it('answers what was deleted, and 15 the second time', async () => {
    const id = await post()

    const { status, body } = await remove(id)
    expect(status).toBe(200)
    expect(body).toStrictEqual({ href: `${BASE}/composes/${id}`, id, kind: 'ComposeDeleteStatus' })
    const again = await remove(id)
    expect([again.status, again.body.id]).toStrictEqual([404, '15'])
  })

  it.each<[string, () => Promise<void>]>([
    ['waits', async () => undefined],
    ['has its manifest', async () => void (await finish('manifest-id-only'))],
    [
      'is finished',
      async () => {
        await finish('manifest-id-only')
        await finish('osbuild:x86_64')
      },
    ],
    [
      'was cancelled',
      async () => {
        const { body } = await composer.get('/composes/')
        await composer.queue.cancelGraph(body.items[0].id as string, '')
      },
    ],
  ])('that %s removes it with all its jobs', async (_, advance) => {
    const before = await storedJobs()
    const id = await post()
    await advance()

    expect((await remove(id)).status).toBe(200)
    await expectGone(id)
    expect(await storedJobs()).toBe(before)
  })

  it('that is being built tells its worker to stop and keeps the job until it did', async () => {
    const id = await post()
    await finish('manifest-id-only')
    const job = await claimJob(composer.queue, 'osbuild:x86_64')

    expect((await remove(id)).status).toBe(200)
    await expectGone(id)
    expect((await composer.queue.renew(job.token, '')).state).toBe('cancelled')
  })

  it('removes its artifacts', async () => {
    const id = await post()
    await finish('manifest-id-only')
    const job = await claimJob(composer.queue, 'osbuild:x86_64')
    await composer.artifacts.stage(job.token, 'disk.qcow2', toBytes('content'))
    await reportResult(composer.queue, job, JSON.stringify(buildResult()))
    await composer.artifacts.publish(job.token, job.id)
    expect((await composer.get(`/composes/${id}/download`)).status).toBe(200)

    await remove(id)
    expect(await composer.artifacts.open(job.id, 'disk.qcow2')).toBeUndefined()
  })

  it('of koji removes all its images', async () => {
    const before = await storedJobs()
    const id = await post(kojiRequest([{}, {}]))

    await remove(id)
    await expectGone(id)
    expect(await storedJobs()).toBe(before)
  })

  it('keeps what its clone still needs until the clone goes too', async () => {
    const id = await post(
      composeRequest({}, { ...awsImage, upload_options: { region: 'eu-west-1', share_with_accounts: [] } }),
    )
    await finish('manifest-id-only')
    await finish('osbuild:x86_64', buildResult([awsTarget]))
    const clone = await composer.post(`/composes/${id}/clone`, { region: 'us-east-1' })
    expect(clone.status).toBe(201)

    expect((await remove(id)).status).toBe(200)
    await expectGone(id)
    const cloneId = clone.body.id as string
    expect((await composer.get(`/clones/${cloneId}`)).body.status).toBe('pending')
    await finish('aws-ec2-copy', { ami: 'ami-2', region: 'us-east-1' })
    expect((await composer.get(`/clones/${cloneId}`)).body.options).toStrictEqual({
      ami: 'ami-2',
      region: 'us-east-1',
    })

    expect((await remove(cloneId)).status).toBe(200)
    expect((await composer.get(`/clones/${cloneId}`)).status).toBe(404)
  })

  it('answers 42 for a bad id and 15 for an unknown one', async () => {
    const bad = await remove('abcdef')
    expect([bad.status, bad.body.id]).toStrictEqual([400, '42'])
    const unknown = await remove('0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0')
    expect([unknown.status, unknown.body.id]).toStrictEqual([404, '15'])
  })
})

async function* toBytes(text: string) {
  yield Buffer.from(text)
}
