import { Progress, ProgressMeasureLocation, ProgressSize } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import type { JobSummary } from '../api'
import { Identifier } from './identifier'
import { JobStateLabel } from './state-label'
import { When } from './when'

/** Jobs in plan order, with what each does for its compose. */
export function JobTable({ jobs }: { jobs: readonly JobSummary[] }) {
  return (
    <Table aria-label="Jobs" variant="compact" gridBreakPoint="grid-xl">
      <Thead>
        <Tr>
          <Th modifier="nowrap">Role</Th>
          <Th modifier="nowrap">Job</Th>
          <Th modifier="nowrap">Type</Th>
          <Th modifier="nowrap">State</Th>
          <Th modifier="nowrap">Started</Th>
          <Th modifier="nowrap">Ended</Th>
        </Tr>
      </Thead>
      <Tbody>
        {jobs.map((job) => (
          <Tr key={job.id}>
            <Td dataLabel="Role" modifier="nowrap">
              {job.parentId === null ? job.role : `${job.role} (child)`}
            </Td>
            <Td dataLabel="Job">
              <Identifier id={job.id} to={`/jobs/${job.id}`} />
            </Td>
            <Td dataLabel="Type">{job.type}</Td>
            <Td dataLabel="State">
              <JobStateLabel job={job} />
              {job.attempt > 1 ? <div>attempt {job.attempt}</div> : null}
              {job.state === 'running' && job.progress ? <JobProgress job={job} /> : null}
            </Td>
            <Td dataLabel="Started">
              <When at={job.startedAt} />
            </Td>
            <Td dataLabel="Ended">
              <When at={job.finishedAt} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

/** How far a running job says it is, down to the stage. */
export function JobProgress({ job }: { job: JobSummary }) {
  const { progress } = job
  if (job.state !== 'running' || progress === null) return <>–</>
  const stage = progress.subprogress
    ? `, stage ${progress.subprogress.done} of ${progress.subprogress.total}`
    : ''
  return (
    <div className="console-progress">
      {`${progress.done} of ${progress.total}${stage}`}
      <Progress
        aria-label={`${job.role}: ${progress.done} of ${progress.total}${stage}`}
        value={progress.total === 0 ? 0 : (progress.done / progress.total) * 100}
        size={ProgressSize.sm}
        measureLocation={ProgressMeasureLocation.none}
      />
    </div>
  )
}
