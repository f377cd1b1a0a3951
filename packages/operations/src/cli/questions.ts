import { setTimeout as pause } from 'node:timers/promises'
import { createOperator, type ComposeState, type Operator } from '@composer/operator'
import { Option, type Command } from 'commander'
import { CommandFailure, type OperatorShell, type Shown } from './operator-shell.js'
import {
  renderAudit,
  renderCompose,
  renderComposes,
  renderDatabase,
  renderFailures,
  renderJob,
  renderOpenJobs,
  renderQueue,
  renderWorkers,
} from './render.js'
import { toCount } from './to-count.js'
import { toDate } from './to-date.js'
import { toUuid } from './to-uuid.js'

/** Adds the commands that ask. */
export function addQuestions(program: Command, shell: OperatorShell): void {
  const show = (options: Shown, value: unknown, text: () => string): void =>
    shell.print(options.json ? JSON.stringify(value, null, 2) : text())
  const ask = (work: (operator: Operator) => Promise<void>) =>
    shell.withDatabase((db) => work(createOperator({ db })))
  const question = (name: string, description: string) =>
    program.command(name).description(description).option('--json', 'for scripts')

  question('composes', 'Composes of every tenant, newest first')
    .option('--id <beginning>', 'id of a compose or job, or at least four digits of its beginning')
    .option('--external-id <id>', 'X-External-Id of the request')
    .option('--tenant <channel>', 'tenant lane, such as org-000001')
    .addOption(
      new Option('--state <state>').choices(['waiting', 'running', 'succeeded', 'failed', 'cancelled']),
    )
    .option('--distribution <name>')
    .option('--image-type <name>')
    .option('--from <time>', 'created at or after', toDate)
    .option('--to <time>', 'created before', toDate)
    .option('--limit <n>', 'how many', toCount, 50)
    .option('--cursor <place>', 'where the page before ended')
    .action((options: ComposesOptions & Shown) =>
      ask(async (operator) => {
        const { json: _, externalId, tenant: channel, ...filter } = options
        const page = await operator.composes({
          ...filter,
          ...(externalId !== undefined && { externalId }),
          ...(channel !== undefined && { channel }),
        })
        show(options, page, () => renderComposes(page))
      }),
    )

  question('compose <id>', 'A compose: its jobs, errors and actions').action((id: string, options: Shown) =>
    ask(async (operator) => {
      const compose = await operator.compose(toUuid(id))
      if (!compose) throw new CommandFailure(`There is no compose ${id}`)
      show(options, compose, () => renderCompose(compose))
    }),
  )

  question('jobs', 'Open jobs of one state, oldest first')
    .addOption(new Option('--state <state>').choices(['waiting', 'ready', 'running']).default('running'))
    .option('--tenant <channel>')
    .option('--type <type>', 'such as osbuild or osbuild:x86_64')
    .option('--limit <n>', 'how many', toCount, 50)
    .action((options: JobsOptions & Shown) =>
      ask(async (operator) => {
        const { json: _, tenant: channel, ...filter } = options
        const jobs = await operator.jobs({ ...filter, ...(channel !== undefined && { channel }) })
        show(options, jobs, () => renderOpenJobs(jobs))
      }),
    )

  question('job <id>', 'A job with its attempts').action((id: string, options: Shown) =>
    ask(async (operator) => {
      const job = await operator.job(toUuid(id))
      if (!job) throw new CommandFailure(`There is no job ${id}`)
      show(options, job, () => renderJob(job))
    }),
  )

  question('queue', 'What waits, runs and is paused')
    .option('--watch [seconds]', 'again and again', toCount)
    .action((options: Shown & { watch?: number | true }) =>
      ask(async (operator) => {
        for (;;) {
          const [lanes, pauses] = await Promise.all([operator.lanes(), operator.pauses()])
          show(options, { lanes, pauses }, () => renderQueue(lanes, pauses))
          if (options.watch === undefined || !(await waited(options.watch, shell.signal))) return
        }
      }),
    )

  question('workers', 'Workers and processes of the services').action((options: Shown) =>
    ask(async (operator) => {
      const [workers, instances] = await Promise.all([operator.workers(), operator.instances()])
      show(options, { workers, instances }, () => renderWorkers(workers, instances))
    }),
  )

  question('failures', 'Failed jobs by type and error')
    .option('--hours <n>', 'of the last hours', toCount, 1)
    .action((options: Shown & { hours: number }) =>
      ask(async (operator) => {
        const failures = await operator.failures(options.hours * 3600)
        show(options, failures, () => renderFailures(failures))
      }),
    )

  question('database', 'Sizes, sessions, and what keeps Postgres from cleaning up').action((options: Shown) =>
    ask(async (operator) => {
      const state = await operator.database()
      show(options, state, () => renderDatabase(state))
    }),
  )

  question('audit', 'Actions of operators, newest first')
    .option('--compose <id>', 'only those on this compose and its jobs')
    .option('--limit <n>', 'how many', toCount, 50)
    .action((options: Shown & { compose?: string; limit: number }) =>
      ask(async (operator) => {
        const { compose, limit } = options
        const rows = await operator.audit({
          limit,
          ...(compose !== undefined && { composeId: toUuid(compose) }),
        })
        show(options, rows, () => renderAudit(rows))
      }),
    )
}

interface ComposesOptions {
  id?: string
  externalId?: string
  tenant?: string
  state?: ComposeState
  distribution?: string
  imageType?: string
  from?: Date
  to?: Date
  limit: number
  cursor?: string
}

interface JobsOptions {
  state: 'waiting' | 'ready' | 'running'
  tenant?: string
  type?: string
  limit: number
}

/** False: the command was stopped. */
async function waited(watch: number | true, signal: AbortSignal): Promise<boolean> {
  try {
    await pause((watch === true ? 2 : watch) * 1000, undefined, { signal })
    return true
  } catch {
    return false
  }
}
