import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { migrate } from '@composer/db'
import knex, { type Knex } from 'knex'
import { buildResult, localTarget, manifestResult } from '../system/build-results.js'
import { kojiRequest, localRequest } from '../system/compose-requests.js'
import { rawWorker } from '../system/raw-worker.js'
import { startSystem, type System } from '../system/start-system.js'
import {
  claimAsBefore,
  enqueueAsBefore,
  finishAsBefore,
  migrateToPreviousRelease,
  type OldJob,
} from './previous-release.js'

let system: System
let db: Knex
let worker: ReturnType<typeof rawWorker>
/** Composes of the release before, by how far they had come. */
const ids: Record<string, string> = {}
/** Tokens of attempts that were under way when the database was migrated. */
const tokens: Record<string, string> = {}

const target = (file: string) => ({
  name: 'org.osbuild.worker.server',
  image_name: file,
  osbuild_artifact: { export_filename: file, export_name: 'qcow2' },
  options: {},
})
const manifest: OldJob = {
  type: 'image-builder-manifest',
  args: { args: { Distro: 'centos-9', Arch: 'x86_64', ImageType: 'guest-image' } },
  dependsOn: [],
}
const build = (file: string, dependsOn: number[], args: object = {}): OldJob => ({
  type: 'osbuild:x86_64',
  args: { ...args, targets: [target(file)] },
  dependsOn,
})
const plain = (mark: string) =>
  enqueueAsBefore(db, 'image', localRequest(mark), [manifest, build(`${mark}.qcow2`, [0])])
const koji = () =>
  enqueueAsBefore(db, 'koji', kojiRequest('koji'), [
    { type: 'koji-init', args: { server: 'https://koji.example.com/hub' }, dependsOn: [] },
    manifest,
    build('koji.qcow2', [0, 1], { manifest_dyn_args_idx: 1 }),
    { type: 'koji-finalize', args: { server: 'https://koji.example.com/hub' }, dependsOn: [0, 2] },
  ])
const outcomeOfManifest = { pipeline_names: { build: ['build'], payload: ['os', 'image'] } }

beforeAll(async () => {
  system = await startSystem(async (url) => {
    db = knex({ client: 'pg', connection: url, pool: { min: 0, max: 2 } })
    await db.raw('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    await migrateToPreviousRelease(db)

    ids.building = await plain('building')
    await finishAsBefore(
      db,
      await claimAsBefore(db, 'image-builder-manifest'),
      manifestResult('building'),
      outcomeOfManifest,
    )
    tokens.building = await claimAsBefore(db, 'osbuild:x86_64')
    ids.making = await plain('making')
    tokens.making = await claimAsBefore(db, 'image-builder-manifest')
    ids.pending = await plain('pending')
    ids.deleted = await plain('deleted')
    ids.koji = await koji()

    await migrate(db)
    return {}
  })
  worker = rawWorker(system)
})
afterAll(async () => {
  await db.destroy()
  await system.stop()
})

const statusOf = async (id = '') => (await system.call('composer', 'GET', `/composes/${id}`)).body.status
const built = (mark: string) => buildResult(localTarget(`${mark}.qcow2`), mark)

describe('A compose that the release before had stored', () => {
  it('ends well when its build was running', async () => {
    const { body } = await system.call('worker', 'GET', `/jobs/${tokens.building ?? ''}`)
    expect(body.canceled).toBe(false)
    expect((await worker.report(tokens.building ?? '', built('building'))).status).toBe(200)
    expect(await statusOf(ids.building)).toBe('success')
    for (const part of ['metadata', 'logs', 'manifests', 'sboms']) {
      const answer = await system.call('composer', 'GET', `/composes/${ids.building ?? ''}/${part}`)
      expect([part, answer.status]).toEqual([part, 200])
    }
  })

  it('ends well when its manifest was being made', async () => {
    expect((await worker.report(tokens.making ?? '', manifestResult('making'))).status).toBe(200)
    await worker.finish('osbuild', built('making'))
    expect(await statusOf(ids.making)).toBe('success')
  })

  it('ends well when nothing of it had begun', async () => {
    await worker.finish('image-builder-manifest', manifestResult('pending'))
    await worker.finish('osbuild', built('pending'))
    expect(await statusOf(ids.pending)).toBe('success')
  })

  it('can be deleted', async () => {
    const { status } = await system.call('composer', 'DELETE', `/composes/${ids.deleted ?? ''}`)
    expect(status).toBe(200)
    expect((await system.call('composer', 'GET', `/composes/${ids.deleted ?? ''}`)).status).toBe(404)
  })

  it('of koji ends well', async () => {
    await worker.finish('koji-init', { build_id: 7, token: 't' })
    await worker.finish('image-builder-manifest', manifestResult('koji'))
    await worker.finish('osbuild', built('koji'))
    await worker.finish('koji-finalize', {})
    expect(await statusOf(ids.koji)).toBe('success')
  })

  it('is listed with the others', async () => {
    const { body } = await system.call('composer', 'GET', '/composes/')
    expect(body.items.map(({ id }: { id: string }) => id).toSorted()).toEqual(
      [ids.building, ids.making, ids.pending, ids.koji].toSorted(),
    )
  })
})

describe('An instance of the release before, on the database of this one', () => {
  it('stores, hands out and ends jobs, and instances of this one go on with them', async () => {
    const id = await plain('mixed')
    const answer = await finishAsBefore(
      db,
      await claimAsBefore(db, 'image-builder-manifest'),
      manifestResult('mixed'),
      outcomeOfManifest,
    )
    expect(answer).toBe('finished')
    await worker.finish('osbuild', built('mixed'))
    expect(await statusOf(id)).toBe('success')
    const { rows } = await db.raw<{ rows: { state: string }[] }>(
      'SELECT state FROM read_graph(:id, :channel)',
      {
        id,
        channel: '',
      },
    )
    expect(rows.map(({ state }) => state)).toEqual(['finished', 'finished'])
  })
})
