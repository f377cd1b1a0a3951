import { jobTypes } from '@composer/contracts'
import { addToContext, type Principal } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'

/** Types that are made for all tenants. */
export const makerTypes: readonly string[] = Object.values(jobTypes)
  .filter(({ claimableBy }) => claimableBy === 'makers')
  .map(({ name }) => name)

/**
 * The channel of a token's job, as far as the caller may know it: workers have one, and makers get that of the job, if
 * it is of a type that is made for all.
 * @param failure number of the error for a queue that does not answer
 * @throws error 5
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
