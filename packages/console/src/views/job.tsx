import { Alert, PageSection, Stack, StackItem } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useParams } from 'react-router'
import { api, apiBase, dataOf, type JobDetail } from '../api'
import { ActButton } from '../parts/act-button'
import { ErrorLines } from '../parts/error-lines'
import { Facts } from '../parts/facts'
import { Identifier } from '../parts/identifier'
import { JobLog } from '../parts/job-log'
import { JobProgress } from '../parts/job-table'
import { JsonText } from '../parts/json-text'
import { Loaded } from '../parts/loaded'
import { JobStateLabel } from '../parts/state-label'
import { ViewSection } from '../parts/view-section'
import { When } from '../parts/when'
import { useLive } from '../use-live'
import { useTitle } from '../use-title'

const LongText = lazy(async () => ({ default: (await import('../parts/long-text')).LongText }))

/** A job: its attempts, what it was given and what came of it. */
export function Job() {
  const { id = '' } = useParams()
  useTitle(`Job ${id}`)
  const [followed, setFollowed] = useState<string>()
  const live = useLive(followed)
  const query = useQuery({
    queryKey: ['job', id],
    queryFn: () => dataOf(api.GET('/jobs/{id}', { params: { path: { id } } })),
    refetchInterval: live ? 30_000 : 2000,
  })
  const composeId = query.data?.composeId
  useEffect(() => setFollowed(composeId), [composeId])
  return (
    <PageSection>
      <Loaded query={query}>{(job) => <Parts job={job} />}</Loaded>
    </PageSection>
  )
}

function Parts({ job }: { job: JobDetail }) {
  return (
    <Stack hasGutter>
      <StackItem>
        <ViewSection title="Job" actions={<Requeue job={job} />}>
          <Head job={job} />
        </ViewSection>
      </StackItem>
      <StackItem>
        <ViewSection title="Attempts">
          <Attempts job={job} />
        </ViewSection>
      </StackItem>
      {job.resultBytes === null ? null : (
        <StackItem>
          <JobLog jobId={job.id} />
        </StackItem>
      )}
      <StackItem>
        <ViewSection title="Args">
          {job.argsErased ? (
            'They held secrets and were erased when the job ended.'
          ) : (
            <StoredJson address={`${apiBase}/jobs/${job.id}/args`} bytes={job.argsBytes} what="args" />
          )}
        </ViewSection>
      </StackItem>
      {job.resultBytes === null ? null : (
        <StackItem>
          <ViewSection title="Result">
            <StoredJson address={`${apiBase}/jobs/${job.id}/result`} bytes={job.resultBytes} what="result" />
          </ViewSection>
        </StackItem>
      )}
    </Stack>
  )
}

function Requeue({ job }: { job: JobDetail }) {
  if (job.state !== 'running') return null
  return (
    <ActButton
      label="Requeue"
      variant="danger"
      text="The job is taken from its worker, which is told to stop with its next call, and is handed out again. This costs no retry."
      act={(reason) =>
        dataOf(api.POST('/jobs/{id}/requeue', { params: { path: { id: job.id } }, body: { reason } }))
      }
      outcome={({ answer }) =>
        answer === 'done' ? null : <Alert isInline variant="info" title="It does not run any more" />
      }
    />
  )
}

function Head({ job }: { job: JobDetail }) {
  const facts = [
    ['Id', <Identifier key="id" id={job.id} />],
    ['Compose', <Identifier key="compose" id={job.composeId} to={`/composes/${job.composeId}`} />],
    ['State', <JobStateLabel key="state" job={job} />],
    ['Role', job.role],
    ['Type', job.type],
    ['Tenant', job.channel || '(none)'],
    ['Progress', <JobProgress key="progress" job={job} />],
    ['Queued', <When key="queued" at={job.queuedAt} />],
    ['Ready', <When key="ready" at={job.readyAt} />],
    ['Started', <When key="started" at={job.startedAt} />],
    ['Ended', <When key="ended" at={job.finishedAt} />],
  ] as const
  return (
    <>
      <Facts facts={facts} />
      {job.error ? (
        <Alert
          className="console-below"
          component="h3"
          isInline
          variant="danger"
          title={`${job.error.reason} (${job.error.id})`}
        >
          <ErrorLines lines={job.errorLines} />
        </Alert>
      ) : null}
    </>
  )
}

function Attempts({ job }: { job: JobDetail }) {
  if (job.attempts.length === 0) return <>No worker has had it yet.</>
  return (
    <Table aria-label="Attempts" variant="compact">
      <Thead>
        <Tr>
          <Th modifier="nowrap">Attempt</Th>
          <Th modifier="nowrap">Worker</Th>
          <Th modifier="nowrap">Started</Th>
          <Th modifier="nowrap">Ended</Th>
          <Th modifier="nowrap">How it ended</Th>
          <Th modifier="nowrap">Error</Th>
        </Tr>
      </Thead>
      <Tbody>
        {job.attempts.map((one) => (
          <Tr key={`${one.attempt} ${one.startedAt}`}>
            <Td dataLabel="Attempt">{one.attempt}</Td>
            <Td dataLabel="Worker">{one.workerId === null ? '–' : <Identifier id={one.workerId} />}</Td>
            <Td dataLabel="Started">
              <When at={one.startedAt} />
            </Td>
            <Td dataLabel="Ended">
              <When at={one.endedAt} />
            </Td>
            <Td dataLabel="How it ended">{one.ending ?? 'runs'}</Td>
            <Td dataLabel="Error">{one.error ? `${one.error.reason} (${one.error.id})` : '–'}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

/** Above this a tree would hold the page still: the text is shown by lines instead. */
const treeBytes = 512 * 1024

function StoredJson({ address, bytes, what }: { address: string; bytes: number; what: string }) {
  return bytes > treeBytes ? (
    <Suspense fallback={<div className="console-log" />}>
      <LongText address={address} what={what} />
    </Suspense>
  ) : (
    <ShortJson address={address} />
  )
}

function ShortJson({ address }: { address: string }) {
  const query = useQuery({
    queryKey: ['text', address],
    queryFn: async ({ signal }) => (await fetch(address, { signal })).text(),
    refetchInterval: false,
  })
  return <Loaded query={query}>{(text) => <JsonText text={text} />}</Loaded>
}
