import { makers, realBodies, workers, workWhile } from './compose-fleet.js'
import { composeRequest } from './composer-load.js'
import type { BenchDatabase } from './database.js'
import { pacedLoop } from './measure.js'
import { keepAlive, send } from './send.js'
import { startService } from './service-process.js'
import type { Table } from './table.js'

const base = '/api/image-builder-composer/v2'
const clients = 4
/** A quarter of what one machine with two cores can do, the load generator and Postgres included. */
const composesPerSecond = 8
const rounds = 4
/** Of a compose that was made so long ago that it may be finished. */
const questions = ['', '', '', '', '/manifests', '/logs', '/metadata', '/sboms']
const ago = 200

/**
 * Memory of both services under hours of steady load: composes from end to end with bodies of real sizes, and their
 * documents. It takes 12 times `seconds`: an hour with `--seconds 300`.
 */
export async function memorySection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const url = await database.createMigrated('memory')
  const composer = await startService('composer-api', { DATABASE_URL: url, MANIFESTS: 'maker' })
  const worker = await startService('worker-api', { DATABASE_URL: url, REQUEST_JOB_TIMEOUT_SECONDS: '1' })
  const agent = keepAlive(clients + 2 * makers + workers)
  let ended = false
  let builds = 0
  const fleet = { agent, url: worker.url, bodies: realBodies }
  const working = workWhile(
    fleet,
    () => !ended,
    () => (builds += 1),
  )
  // Not lost when the load fails before it is awaited.
  working.catch(() => undefined)
  const ids: string[] = []
  const composeAndAsk = async (): Promise<boolean> => {
    const { status, body } = await send(agent, `${composer.url}${base}/compose`, 'POST', composeRequest)
    if (status !== 201) throw new Error(`A compose was answered ${status}`)
    ids.push((JSON.parse(body.toString()) as { id: string }).id)
    const id = ids.at(-ago) ?? ids[0] ?? ''
    for (const question of questions) {
      const answer = await send(agent, `${composer.url}${base}/composes/${id}${question}`, 'GET', '')
      // Some documents exist only when the build is finished.
      if (answer.status >= 500) throw new Error(`${question} was answered ${answer.status}`)
    }
    return true
  }
  const memory = async () => [(await composer.memory()).now, (await worker.memory()).now]
  try {
    const rows: Table['rows'] = [['at rest', 0, ...(await memory())]]
    for (let round = 1; round <= rounds; round += 1) {
      const extent = 3 * seconds
      await Promise.race([
        pacedLoop({ clients, perSecond: composesPerSecond }, extent, composeAndAsk),
        working.then(() => Promise.reject(new Error('The fleet stopped'))),
      ])
      rows.push([`after ${round * extent} s`, builds, ...(await memory())])
    }
    const peaks = [await composer.memory(), await worker.memory()].map(({ peak }) => peak)
    rows.push(['at most', builds, ...peaks])
    return [
      {
        title: 'Memory under steady load',
        columns: [
          'when',
          'composes finished so far',
          'composer-api, resident MiB',
          'worker-api, resident MiB',
        ],
        rows,
        notes: [
          `${composesPerSecond} composes a second are posted, solved, made and built (${realBodies.name}); with each, ${questions.length} documents of an earlier one are read`,
        ],
      },
    ]
  } finally {
    ended = true
    await working.catch(() => undefined)
    agent.destroy()
    await worker.stop()
    await composer.stop()
  }
}
