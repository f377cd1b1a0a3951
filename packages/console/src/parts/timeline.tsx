import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import type { JobSummary } from '../api'
import { seconds } from './seconds'
import { jobWord } from './state-label'

const colours = {
  Idle: 'var(--pf-t--global--color--nonstatus--gray--default)',
  Queued: 'var(--pf-t--global--color--nonstatus--yellow--default)',
  Ran: 'var(--pf-t--global--color--brand--default)',
}

/**
 * When each job waited for others, was ready, and ran: one row a job on one axis of time. PatternFly has no such chart;
 * the bars are SVG, the figures stand beside them as text.
 */
export function Timeline({ jobs, now }: { jobs: readonly JobSummary[]; now: number }) {
  const start = Math.min(...jobs.map((job) => Date.parse(job.queuedAt)))
  const end = Math.max(
    start + 1000,
    ...jobs.map((job) => (job.finishedAt === null ? now : Date.parse(job.finishedAt))),
  )
  return (
    <div className="console-timeline">
      <Table aria-label="Timeline" variant="compact">
        <Thead>
          <Tr>
            <Th modifier="nowrap">Job</Th>
            <Th modifier="nowrap">{`Time, 0 to ${seconds((end - start) / 1000)}`}</Th>
            {(['Idle', 'Queued', 'Ran'] as const).map((name) => (
              <Th key={name} modifier="nowrap">
                <svg width="12" height="12" aria-hidden>
                  <rect width="12" height="12" fill={colours[name]} />
                </svg>{' '}
                {name}
              </Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {jobs.map((job) => {
            const span = spansOf(job, now)
            return (
              <Tr key={job.id}>
                <Td dataLabel="Job">{job.role}</Td>
                <Td dataLabel="Time">
                  <Bars span={span} start={start} end={end} label={`${job.role}: ${jobWord(job)}`} />
                </Td>
                <Td dataLabel="Idle" modifier="nowrap">
                  {seconds((span.ready - span.queued) / 1000)}
                </Td>
                <Td dataLabel="Queued" modifier="nowrap">
                  {seconds((span.started - span.ready) / 1000)}
                </Td>
                <Td dataLabel="Ran" modifier="nowrap">
                  {seconds((span.ended - span.started) / 1000)}
                </Td>
              </Tr>
            )
          })}
        </Tbody>
      </Table>
    </div>
  )
}

interface Span {
  queued: number
  ready: number
  started: number
  ended: number
}

/** Milliseconds of the job's turns; what has not come yet ends now. */
function spansOf(job: JobSummary, now: number): Span {
  const time = (text: string | null) => (text === null ? undefined : Date.parse(text))
  const ended = time(job.finishedAt) ?? now
  const started = Math.min(time(job.startedAt) ?? ended, ended)
  const ready = Math.min(time(job.readyAt) ?? started, started)
  return { queued: Math.min(Date.parse(job.queuedAt), ready), ready, started, ended }
}

interface BarsProps {
  span: Span
  start: number
  end: number
  label: string
}

function Bars({ span, start, end, label }: BarsProps) {
  const x = (time: number) => ((time - start) / (end - start)) * 100
  const bar = (from: number, to: number, colour: string) => (
    <rect x={`${x(from)}%`} width={`${Math.max(0, x(to) - x(from))}%`} y="4" height="12" fill={colour} />
  )
  return (
    <svg className="console-bar-track" width="100%" height="20" role="img" aria-label={label}>
      {bar(span.queued, span.ready, colours.Idle)}
      {bar(span.ready, span.started, colours.Queued)}
      {bar(span.started, span.ended, colours.Ran)}
    </svg>
  )
}
