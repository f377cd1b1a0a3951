import type {
  AuditRow,
  ComposeDetail,
  ComposePage,
  DatabaseState,
  FailureCount,
  InstanceRow,
  JobDetail,
  JobSummary,
  LaneNow,
  OpenJob,
  Pause,
  WorkerRow,
} from '@composer/operator'
import { printable } from './printable.js'
import { renderTable } from './print-table.js'

/** The tables of the command line. Times are UTC. */

export const renderComposes = ({ composes, next }: ComposePage): string =>
  [
    renderTable(
      ['ID', 'TENANT', 'KIND', 'STATE', 'DISTRIBUTION', 'IMAGE TYPES', 'CREATED'],
      composes.map((one) => [
        one.id,
        one.channel,
        one.kind,
        one.state,
        one.distribution,
        one.imageTypes.join(','),
        one.createdAt,
      ]),
    ),
    ...(next === null ? [] : [`more: --cursor ${next}`]),
  ].join('\n')

export function renderCompose(compose: ComposeDetail): string {
  const { id, channel, kind, state, externalId, createdAt, expiresAt } = compose
  return [
    renderTable(
      ['COMPOSE', 'TENANT', 'KIND', 'STATE', 'EXTERNAL ID', 'CREATED', 'EXPIRES'],
      [[id, channel, kind, state, externalId, createdAt, expiresAt]],
    ),
    renderJobs(compose.jobList),
    ...(compose.errors.length === 0 ? [] : ['errors, the deepest cause first:']),
    ...compose.errors.map(
      ({ role, error, lines }) => `  ${role}: ${error.id} ${printable(error.reason)}${indented(lines)}`,
    ),
    ...(compose.audit.length === 0 ? [] : [renderAudit(compose.audit)]),
  ].join('\n\n')
}

const renderJobs = (jobs: readonly JobSummary[]): string =>
  renderTable(
    ['JOB', 'ROLE', 'TYPE', 'TENANT', 'STATE', 'ATTEMPT', 'WORKER', 'QUEUED', 'STARTED', 'ENDED'],
    jobs.map((job) => [
      job.id,
      job.role,
      job.type,
      job.channel,
      stateOf(job),
      job.attempt,
      job.workerId,
      job.queuedAt,
      job.startedAt,
      job.finishedAt,
    ]),
  )

/** Jobs that are not over, and when their workers last showed that they live. */
export const renderOpenJobs = (jobs: readonly OpenJob[]): string =>
  renderTable(
    ['JOB', 'TYPE', 'TENANT', 'STATE', 'ATTEMPT', 'WORKER', 'QUEUED', 'STARTED', 'LAST BEAT'],
    jobs.map((job) => [
      job.id,
      job.type,
      job.channel,
      stateOf(job),
      job.attempt,
      job.workerId,
      job.queuedAt,
      job.startedAt,
      job.beatAt,
    ]),
  )

export const renderFailures = (failures: readonly FailureCount[]): string =>
  renderTable(
    ['TYPE', 'ERROR', 'COUNT', 'FOR EXAMPLE'],
    failures.map((one) => [one.type, one.errorId, one.count, one.reason]),
  )

export function renderDatabase(state: DatabaseState): string {
  const { limits, overdue } = state
  return [
    `${megabytes(limits.bytes)}; ${limits.connections} of ${limits.maxConnections} connections; ` +
      `${overdue.composes} composes past their time${overdue.oldest ? ` since ${overdue.oldest.toISOString()}` : ''}`,
    renderTable(
      ['TABLE', 'SIZE', 'ROWS', 'DEAD ROWS', 'VACUUMED'],
      state.tables.map((one) => [one.name, megabytes(one.bytes), one.rows, one.deadRows, one.vacuumedAt]),
    ),
    renderTable(
      ['PID', 'APPLICATION', 'STATE', 'WAITS FOR', 'BLOCKED BY', 'TRANSACTION', 'QUERY', 'TEXT'],
      state.sessions.map((one) => [
        one.pid,
        one.application,
        one.state,
        one.waitsFor,
        one.blockedBy.join(','),
        inSeconds(one.transactionSeconds),
        inSeconds(one.querySeconds),
        one.query.replaceAll(/\s+/g, ' '),
      ]),
    ),
    renderTable(
      ['REPLICATION SLOT', 'ACTIVE', 'WAL'],
      state.slots.map((one) => [one.name, one.active, one.walStatus]),
    ),
    'results of the last day:',
    renderTable(
      ['TENANT', 'TYPE', 'JOBS', 'SIZE'],
      state.storage.map((one) => [one.channel, one.type, one.jobs, megabytes(one.bytes)]),
    ),
  ].join('\n\n')
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

const inSeconds = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} s`)

export function renderJob(job: JobDetail): string {
  const { error } = job
  return [
    renderJobs([job]),
    `compose ${job.composeId}; args ${job.argsErased ? 'erased' : `${job.argsBytes} bytes`}; result ${job.resultBytes ?? 0} bytes`,
    ...(error ? [`error ${error.id}: ${printable(error.reason)}${indented(job.errorLines)}`] : []),
    renderTable(
      ['ATTEMPT', 'WORKER', 'STARTED', 'ENDED', 'ENDING', 'ERROR'],
      job.attempts.map((one) => [
        one.attempt,
        one.workerId,
        one.startedAt,
        one.endedAt,
        one.ending ?? 'running',
        one.error && `${one.error.id} ${one.error.reason}`,
      ]),
    ),
  ].join('\n\n')
}

export const renderQueue = (lanes: readonly LaneNow[], pauses: readonly Pause[]): string =>
  [
    renderTable(
      ['TENANT', 'TYPE', 'WAITING', 'READY', 'RUNNING', 'OLDEST', 'PAUSED'],
      lanes.map((lane) => [
        lane.channel,
        lane.type,
        lane.waiting,
        lane.ready,
        lane.running,
        `${Math.round(lane.oldestReadySeconds)} s`,
        lane.paused ? 'paused' : '',
      ]),
    ),
    ...(pauses.length === 0 ? [] : ['pauses:', renderPauses(pauses)]),
  ].join('\n\n')

const renderPauses = (pauses: readonly Pause[]): string =>
  renderTable(
    ['TENANT', 'TYPE', 'SINCE', 'BY', 'REASON'],
    pauses.map((one) => [one.channel ?? '*', one.type ?? '*', one.pausedAt, one.pausedBy, one.reason]),
  )

export const renderWorkers = (workers: readonly WorkerRow[], instances: readonly InstanceRow[]): string =>
  [
    renderTable(
      ['WORKER', 'TENANT', 'ARCH', 'LAST SEEN', 'WORKS ON'],
      workers.map((one) => [
        one.id,
        one.channel,
        one.arch,
        one.seenAt,
        one.jobs.map((job) => `${job.type} ${job.id}`).join(', '),
      ]),
    ),
    renderTable(
      ['INSTANCE', 'SERVICE', 'VERSION', 'HOST', 'STARTED', 'LAST SEEN', 'FACTS'],
      instances.map((one) => [
        one.id,
        one.service,
        one.version,
        one.host,
        one.startedAt,
        one.seenAt,
        JSON.stringify(one.facts),
      ]),
    ),
  ].join('\n\n')

export const renderAudit = (rows: readonly AuditRow[]): string =>
  renderTable(
    ['WHEN', 'WHO', 'ACTION', 'ON', 'ANSWER', 'REASON'],
    rows.map((row) => [
      row.doneAt,
      row.actor,
      row.action,
      `${row.subject} ${row.subjectId}`,
      row.answer,
      row.reason,
    ]),
  )

const stateOf = ({ state, failed }: JobSummary): string => (failed ? 'failed' : state)

const indented = (lines: readonly string[]): string =>
  lines.map((line) => `\n    ${printable(line)}`).join('')
