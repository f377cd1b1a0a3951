import { buildReport, depsolveReport, manifestReport } from './real-bodies.js'
import type { keepAlive } from './send.js'
import { send } from './send.js'

const jobsPath = '/api/image-builder-worker/v1/jobs'
const kibibyte = 1024
export const makers = 8
export const workers = 16

const solving = JSON.stringify({
  grouped_package_sets: {
    os: [
      { Include: ['@core'], Exclude: null, EnabledModules: null, Repositories: null, InstallWeakDeps: true },
    ],
  },
  module_platform_id: 'platform:el9',
  arch: 'x86_64',
  releasever: '9',
})

/** What the jobs of a compose report. */
export interface Bodies {
  name: string
  manifest: string
  solved: string
  build: string
}

export const smallBodies: Bodies = {
  name: 'small',
  manifest: manifestReport(kibibyte),
  solved: '{"result":{"package_specs":{},"repo_configs":{}}}',
  build: buildReport(kibibyte),
}

export const realBodies: Bodies = {
  name: 'manifest 164 KB, solved packages 400 KB, build 100 KB',
  manifest: manifestReport(164 * kibibyte),
  solved: depsolveReport(400 * kibibyte),
  build: buildReport(100 * kibibyte),
}

export interface Fleet {
  agent: ReturnType<typeof keepAlive>
  /** Of worker-api. */
  url: string
  bodies: Bodies
}

/** Makers and workers of a stock fleet do jobs while `goesOn`; waiting polls end later. */
export async function workWhile(fleet: Fleet, goesOn: () => boolean, onBuild: () => void): Promise<void> {
  const loop = (types: string[]) => async () => {
    while (goesOn()) if (await doJob(fleet, types)) onBuild()
  }
  await Promise.all([many(makers, loop(['manifest-id-only'])), many(workers, loop(['depsolve', 'osbuild']))])
}

export const many = (count: number, work: () => Promise<void>) =>
  Promise.all(Array.from({ length: count }, work))

/** Whether it was a build, which ends a compose. */
async function doJob({ agent, url, bodies }: Fleet, types: string[]): Promise<boolean> {
  const job = await send(agent, url + jobsPath, 'POST', JSON.stringify({ types, arch: 'x86_64' }))
  if (job.status === 204) return false
  if (job.status !== 201) throw new Error(`Asking for a job was answered ${job.status}`)
  const head = job.body.toString('latin1', 0, 1024)
  const [location = '', type = ''] = [/"location":"([^"]+)"/, /"type":"([^"]+)"/].map(
    (pattern) => pattern.exec(head)?.[1],
  )
  if (type === 'manifest-id-only') await haveSolved(agent, `${url}${location}/depsolve`)
  const report = { 'manifest-id-only': bodies.manifest, depsolve: bodies.solved, osbuild: bodies.build }[type]
  if (report === undefined) throw new Error(`A job of an unexpected type: ${type}`)
  const { status } = await send(agent, url + location, 'PATCH', report)
  if (status !== 200) throw new Error(`A report of ${type} was answered ${status}`)
  return type === 'osbuild'
}

async function haveSolved(agent: Fleet['agent'], url: string): Promise<void> {
  for (;;) {
    const { status, body } = await send(agent, url, 'POST', solving)
    if (status === 200) return
    if (status !== 202) throw new Error(`Solving was answered ${status}: ${body.toString('utf8', 0, 500)}`)
  }
}
