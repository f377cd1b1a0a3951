import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { toGraphJobs } from '@composer/contracts'
import type { JobPlan } from '@composer/contracts'
import { planCompose } from '../src/plan/plan-compose.js'
import { parseComposeRequest } from '../src/request/parse-compose-request.js'
import type { ComposeRequest } from '../src/api-types.js'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { buildResult, claimJob, finishJob, localTarget, pipelineNames, reportResult } from './finish-job.js'
import { planContext } from './plan-context.js'
import { awsImage, composeRequest } from './requests.js'
import { shippedCatalog } from './shipped-catalog.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterAll(() => composer.stop())

const awsTarget = {
  name: 'org.osbuild.aws',
  options: { ami: 'ami-1', region: 'eu-west-1' },
  osbuild_artifact: { export_filename: 'image.raw', export_name: 'image' },
}

/** What a planner of tomorrow may do: the image is shared once it is built, so the build no longer names the compose. */
async function planWithStep(request: ComposeRequest): Promise<JobPlan> {
  const wanted = await parseComposeRequest(request, await shippedCatalog(), async (plain) => plain)
  return [
    ...planCompose(wanted, planContext()),
    {
      ref: 'share',
      type: 'aws-ec2-share',
      role: 'share',
      args: { ami: '', region: '', shareWithAccounts: ['1'] },
      dependsOn: ['build#0'],
    },
  ]
}

async function enqueue(body: object): Promise<{ composeId: string; buildId: string }> {
  const { composeId, jobIds } = await composer.queue.enqueue({
    channel: '',
    kind: 'image',
    jobs: toGraphJobs(await planWithStep(body)),
    request: JSON.stringify(body),
    retentionSeconds: 3600,
  })
  return { composeId, buildId: jobIds['build#0'] ?? '' }
}

describe('a compose with a step after its build', () => {
  let composeId: string
  let buildId: string
  beforeAll(async () => {
    ;({ composeId, buildId } = await enqueue(composeRequest()))
    const sboms = { sbom_docs: { os: { document: {} } }, data: {}, info: { pipeline_names: pipelineNames } }
    await finishJob(composer.queue, 'manifest-id-only', sboms)
    const job = await claimJob(composer.queue, 'osbuild:x86_64')
    await composer.artifacts.stage(
      job.token,
      'disk.qcow2',
      (async function* () {
        yield Buffer.from('the image')
      })(),
    )
    await reportResult(composer.queue, job, JSON.stringify(buildResult([localTarget])))
    await composer.artifacts.publish(job.token, job.id)
  })

  it('has an id of its own', () => {
    expect(composeId).not.toBe(buildId)
  })

  it.each<[string, object]>([
    ['', { status: 'success', image_status: { status: 'success', upload_status: { type: 'local' } } }],
    [
      '/metadata',
      { packages: [{ name: 'bash' }, { name: 'kernel' }], request: { distribution: 'centos-9' } },
    ],
    ['/logs', { image_builds: [{ success: true }] }],
    ['/manifests', { manifests: [{}] }],
    ['/sboms', { items: [[{ pipeline_name: 'os' }]] }],
  ])('answers GET /composes/{id}%s under its own id and the build’s', async (path, document) => {
    for (const id of [composeId, buildId]) {
      const { status, body } = await composer.get(`/composes/${id}${path}`)
      expect(status).toBe(200)
      expect(body).toMatchObject({ id, ...document })
    }
  })

  it('gives its file away under both ids', async () => {
    for (const id of [composeId, buildId]) {
      const { status, text } = await composer.get(`/composes/${id}/download`)
      expect([status, text]).toStrictEqual([200, 'the image'])
    }
  })

  it('is listed by its own id', async () => {
    const { body } = await composer.get('/composes/')
    expect(body.items).toMatchObject([{ id: composeId, status: 'success' }])
  })

  it('has no clone of that name', async () => {
    const { status, body } = await composer.get(`/clones/${composeId}`)
    expect([status, body.id]).toStrictEqual([404, '26'])
  })

  it('can be cloned, and then deleted', async () => {
    const { composeId: id, buildId: build } = await enqueue(composeRequest({}, awsImage))
    await finishJob(composer.queue, 'manifest-id-only')
    await finishJob(composer.queue, 'osbuild:x86_64', buildResult([awsTarget]))

    const clone = await composer.post(`/composes/${id}/clone`, { region: 'us-east-1' })
    expect(clone.status).toBe(201)
    const graph = await composer.queue.readGraph(clone.body.id as string, '')
    expect(graph?.jobs[0]).toMatchObject({ role: 'copy', dependsOn: [build] })

    expect((await composer.call('DELETE', `/composes/${id}`)).status).toBe(200)
    expect((await composer.get(`/composes/${id}`)).status).toBe(404)
  })
})
