import { refusal } from '../errors.js'
import type { ApiKoji } from '../api-types.js'
import { exactInteger } from '../fields/whole-number.js'
import type { WantedKojiCompose } from './wanted.js'

/** @throws error 42 for a negative task id, 20 for one that is no safe integer. */
export function koji({ server, task_id, name, version, release }: ApiKoji): WantedKojiCompose['koji'] {
  const taskId = exactInteger(task_id, 'koji.task_id')
  if (taskId < 0) throw refusal(42, 'koji.task_id: must not be negative')
  return { server, taskId, name, version, release }
}
