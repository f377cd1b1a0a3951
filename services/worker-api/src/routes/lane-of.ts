import { jobTypes } from '@composer/contracts'
import { addToContext, type Principal } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'

/** Names of the job types that only makers claim; makers serve all tenants. */
export const makerTypes: readonly string[] = Object.values(jobTypes)
  .filter(({ claimableBy }) => claimableBy === 'makers')
  .map(({ name }) => name)

/**
 * The channel in which the caller may act on the job of a token. For a maker, which has no channel of its own, this is
 * the job's channel. For all others it is their own channel, and whether the job is in it is not checked here.
 * @param failure number of the error that is thrown when the queue cannot be read
 * @throws error 5 when a maker asks for an unknown token, or for a job that is not for makers; error `failure`
 */
export async function laneOf(
  { queue, held }: Pick<WorkerContext, 'queue' | 'held'>,
  principal: Principal,
  token: string,
  failure: number,
): Promise<string> {
  if (principal.role !== 'maker') return principal.channel
  const channel =
    held.laneOf(token, makerTypes) ?? (await queue.laneOf(token, makerTypes).catch(failAs(failure)))
  if (channel === undefined) throw refusal(5)
  addToContext({ channel })
  return channel
}
