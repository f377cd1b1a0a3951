import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { finishJob } from './finish-job.js'
import { composeRequest, repository } from './requests.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterAll(() => composer.stop())

const place = { distribution: 'centos-9', architecture: 'x86_64', repositories: [repository] }

describe('a failure of the artifact store', () => {
  it('while a compose is deleted is answered 1024', async () => {
    const id = (await composer.post('/compose', composeRequest())).body.id as string
    await finishJob(composer.queue, 'manifest-id-only')
    await finishJob(composer.queue, 'osbuild:x86_64')
    const jobs = join(composer.folder, 'jobs')
    await writeFile(jobs, 'not a folder')

    const { status, body } = await composer.call('DELETE', `/composes/${id}`)
    await rm(jobs)
    expect([status, body.id]).toStrictEqual([500, '1024'])
  })
})

describe('a failure of the database', () => {
  let id: string
  beforeAll(async () => {
    id = (await composer.post('/compose', composeRequest())).body.id as string
    await composer.database.db.raw('ALTER TABLE composes RENAME TO gone')
  })
  afterAll(() => composer.database.db.raw('ALTER TABLE gone RENAME TO composes'))

  it.each<[string, string, string, object | undefined]>([
    ['1005', 'POST', '/compose', composeRequest()],
    ['1005', 'POST', '/depsolve/blueprint', { ...place, blueprint: { name: 'b' } }],
    ['1005', 'POST', '/search/packages', { ...place, packages: ['bash'] }],
    ['1021', 'GET', '/composes/', undefined],
    ['1023', 'DELETE', '/composes/{id}', undefined],
    ['10001', 'GET', '/composes/{id}', undefined],
    ['10001', 'GET', '/composes/{id}/logs', undefined],
  ])('is answered %s at %s %s, and only the log knows why', async (number, method, path, body) => {
    const answer = await composer.call(method, path.replace('{id}', id), { body })

    expect([answer.status, answer.body.id, answer.body.details]).toStrictEqual([500, number, ''])
  })
})
