import { createOperator, type Act, type LaneChoice, type Operator } from '@composer/operator'
import type { Command } from 'commander'
import { CommandFailure, type OperatorShell, type Shown } from './operator-shell.js'
import { toUuid } from './to-uuid.js'

interface Acting extends Shown {
  actor?: string
  reason?: string
  yes?: boolean
}

/** Adds the commands that act; each asks first, and stands in the audit log. */
export function addActions(program: Command, shell: OperatorShell): void {
  const act = (
    options: Acting,
    question: string,
    work: (operator: Operator, act: Act) => Promise<{ value: unknown; text: string }>,
  ) =>
    shell.withDatabase(async (db) => {
      const actor = options.actor ?? shell.user
      if (actor === undefined || actor === '') throw new CommandFailure('--actor: say who acts')
      if (!options.yes && !(await shell.confirm(question))) throw new CommandFailure('Nothing was done')
      const { value, text } = await work(createOperator({ db }), { actor, reason: options.reason ?? '' })
      shell.print(options.json ? JSON.stringify(value, null, 2) : text)
    })
  const action = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--actor <name>', 'who acts; by default the user of this machine')
      .requiredOption('--reason <text>', 'stands in the audit log')
      .option('--yes', 'do not ask')
      .option('--json', 'for scripts')

  action('cancel <compose>', 'Cancel what is unfinished of a compose').action((id: string, options: Acting) =>
    act(options, `Cancel compose ${id}?`, async (operator, by) => {
      const cancelled = await operator.cancel(toUuid(id), by)
      if (cancelled === null) throw new CommandFailure(`There is no compose ${id}`)
      return { value: { cancelled }, text: `${cancelled} jobs were cancelled` }
    }),
  )

  action('retry <compose>', 'Another try for what failed of a compose').action(
    (id: string, options: Acting) =>
      act(options, `Retry compose ${id}?`, async (operator, by) => {
        const answer = await operator.retry(toUuid(id), by)
        switch (answer.answer) {
          case 'unknown':
            throw new CommandFailure(`There is no compose ${id}`)
          case 'nothing-to-do':
            return { value: answer, text: 'Nothing of it failed or was cancelled' }
          case 'done':
            return {
              value: answer,
              text: `Another try for ${answer.jobIds.length} jobs:\n${answer.jobIds.join('\n')}`,
            }
          case 'erased':
            throw new CommandFailure(
              `The args of ${answer.jobIds.join(', ')} held secrets and were erased. ` +
                (answer.request === null
                  ? 'The stored request lacks secrets too: its client has to post it again.'
                  : `Post the same request again:\n${answer.request}`),
            )
        }
      }),
  )

  action('requeue <job>', 'Take a running job from its worker and hand it out again').action(
    (id: string, options: Acting) =>
      act(options, `Take job ${id} from its worker?`, async (operator, by) => {
        const answer = await operator.requeue(toUuid(id), by)
        if (answer === 'unknown') throw new CommandFailure(`There is no job ${id}`)
        return { value: { answer }, text: answer === 'done' ? 'It is ready again' : 'It does not run' }
      }),
  )

  for (const name of ['pause', 'resume'] as const) {
    action(name, name === 'pause' ? 'Hand out nothing new from a lane' : 'Hand out from a lane again')
      .option('--tenant <channel>', 'only of this tenant lane')
      .option('--type <type>', 'only this type, such as osbuild or osbuild:x86_64')
      .action((options: Acting & { tenant?: string; type?: string }) =>
        act(
          options,
          `${name} ${options.tenant ?? 'every tenant'}, ${options.type ?? 'every type'}?`,
          async (operator, by) => {
            const lane: LaneChoice = { channel: options.tenant ?? null, type: options.type ?? null }
            const changed = await operator[name](lane, by)
            const was = name === 'pause' ? 'was paused already' : 'was not paused'
            return { value: { changed }, text: changed ? 'done' : `It ${was}` }
          },
        ),
      )
  }

  action('expire-worker <worker>', 'Forget a worker: it registers again').action(
    (id: string, options: Acting) =>
      act(options, `Forget worker ${id}?`, async (operator, by) => {
        const expired = await operator.expireWorker(toUuid(id), by)
        if (!expired) throw new CommandFailure(`There is no worker ${id}`)
        return { value: { expired }, text: 'It is forgotten' }
      }),
  )
}
