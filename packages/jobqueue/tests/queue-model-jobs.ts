/** What the model knows of a compose and its jobs, and the orders in which it looks at them. */

export interface ModelEdge {
  on: ModelJob
  failureResult: string | null
}

export interface ModelJob {
  id: string
  compose: ModelCompose
  type: string
  role: string
  confidential: boolean
  state: 'waiting' | 'ready' | 'running' | 'finished' | 'cancelled'
  dependsOn: ModelEdge[]
  unmet: number
  attempt: number
  token: string | null
  /** Who got the last attempt. */
  worker: string | null
  /** Whether that attempt began; a job that goes back to the queue, or is retried, has none. */
  started: boolean
  /** How the attempts before it ended. */
  endings: string[]
  failed: boolean
  result: string | null
  /** Order of becoming ready. */
  readyAt: number
  /** When the lease was last renewed, if there is one. */
  beat: number | null
  removed: boolean
  /** Of a child. */
  parent: ModelJob | null
  /** The attempt of the parent that asked last. */
  parentAttempt: number
  args: string
}

export interface ModelCompose {
  id: string
  channel: string
  deleted: boolean
}

export interface ModelWorker {
  id: string
  channel: string
  expired: boolean
}

export type PlannedModelJob = Pick<ModelJob, 'type' | 'role' | 'confidential' | 'dependsOn'>

export const newJob = (id: string, compose: ModelCompose): ModelJob => ({
  id,
  compose,
  type: '',
  role: '',
  confidential: false,
  state: 'waiting',
  dependsOn: [],
  unmet: 0,
  attempt: 0,
  token: null,
  worker: null,
  started: false,
  endings: [],
  failed: false,
  result: null,
  readyAt: 0,
  beat: null,
  removed: false,
  parent: null,
  parentAttempt: 0,
  args: '',
})

export const byReadiness = (a: ModelJob, b: ModelJob) => a.readyAt - b.readyAt || (a.id < b.id ? -1 : 1)

export function byChannel({ compose: a }: ModelJob, { compose: b }: ModelJob): number {
  if (a.channel === b.channel) return 0
  return a.channel < b.channel ? -1 : 1
}
