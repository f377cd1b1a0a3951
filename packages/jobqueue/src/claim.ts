import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { batchCallsByKey } from './batch-calls-by-key.js'
import { ClaimInterruptedError } from './errors.js'
import { claimJobs, type ClaimedRow } from './sql/claim-jobs.js'
import { claimManifests, manifestType } from './sql/claim-manifests.js'
import { readDynamicArgs } from './sql/read-dynamic-args.js'
import type { ClaimedJob, ClaimRequest, DynamicArg } from './types.js'

/**
 * Combines claims for the same key that wait at the same time: the caller that asked first gets the oldest job. The
 * statement of a claim always starts after the call, so it sees every job that was ready by then.
 */
export const claimer = (db: Knex): ((request: ClaimRequest) => Promise<ClaimedJob[]>) =>
  batchCallsByKey(
    ({ channel, types }) => JSON.stringify([channel, ...types]),
    claimTogether(db, taker(db)),
    // Claims for all channels run one at a time, since each continues with the channel after the one where the last
    // claim ended.
    ({ channel }) => ({ waitFrom: channel === null ? 1 : 4, maxItems: 64 }),
  )

/** Claims for several requests of one key, and gives out the jobs in the order of the requests. */
const claimTogether =
  (db: Knex, take: Taker) =>
  async (requests: ClaimRequest[]): Promise<ClaimedJob[][]> => {
    const [first] = requests
    if (!first) return []
    const jobs = await claimNow(db, take, { ...first, workers: requests.flatMap(({ workers }) => workers) })
    let dealt = 0
    return requests.map(({ workers }) => jobs.slice(dealt, (dealt += workers.length)))
  }

async function claimNow(db: Knex, take: Taker, request: ClaimRequest): Promise<ClaimedJob[]> {
  const tokens = request.workers.map(() => randomUUID())
  try {
    const rows = await take(request, tokens)
    const dependents = rows.filter((row) => row.has_dependencies).map((row) => row.id)
    const results = dependents.length > 0 ? await readDynamicArgs(db, dependents) : undefined
    return rows
      .toSorted((a, b) => a.place - b.place)
      .map((row) => toClaimedJob(row, results?.get(row.id) ?? []))
  } catch (error) {
    throw new ClaimInterruptedError(tokens, error)
  }
}

type TakenRow = ClaimedRow & { channel: string }
type Taker = (request: ClaimRequest, tokens: string[]) => Promise<TakenRow[]>

/**
 * Returns a function that claims jobs of one channel, or manifest jobs of all channels. In the second case it remembers
 * the channel where the last claim ended.
 */
function taker(db: Knex): Taker {
  let served = ''
  return async (request, tokens) => {
    const { channel, types, workers } = request
    if (channel !== null) {
      const rows = await claimJobs(db, { ...request, channel }, tokens)
      return rows.map((row) => ({ ...row, channel }))
    }
    if (types.some((type) => type !== manifestType))
      throw new Error(`${types.join(', ')}: not for all channels`)
    const rows = types.length > 0 ? await claimManifests(db, served, tokens, workers) : []
    served = rows.at(-1)?.channel ?? served
    return rows
  }
}

const toClaimedJob = (row: TakenRow, dynamicArgs: DynamicArg[]): ClaimedJob => ({
  id: row.id,
  composeId: row.compose_id,
  channel: row.channel,
  type: row.type,
  token: row.token,
  attempt: row.attempt,
  args: row.args,
  waitedSeconds: row.waited_seconds,
  dynamicArgs,
})
