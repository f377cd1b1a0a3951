import type { JobRow } from '@composer/jobqueue'
import { refusal } from '../errors.js'
import { osbuildOutcome } from './outcomes.js'
import { artifactName } from './upload-status.js'

/**
 * The name of the file that the only target of a build produced.
 * @throws errors 1022 (not finished, no file), 1006 (not exactly one target)
 */
export function artifactOf(build: JobRow): string {
  if (build.state !== 'finished')
    throw refusal(1022, `Cannot access artifacts before job is finished: ${build.id}`)
  const [result, ...others] = osbuildOutcome(build)?.target_results ?? []
  if (!result || others.length > 0)
    throw refusal(1006, `compose ${build.id} has ${result ? others.length + 1 : 0} uploads, not one`)
  const name = artifactName(result)
  if (name === undefined) throw refusal(1022, `compose ${build.id} has no file to download`)
  return name
}
