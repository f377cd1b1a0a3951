import { ExpandableSection, PageSection, Stack, StackItem } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useParams } from 'react-router'
import { api, dataOf, type ComposeDetail, type JobSummary } from '../api'
import { AuditTable } from '../parts/audit-table'
import { ComposeActions, isOver } from '../parts/compose-actions'
import { ComposeErrors } from '../parts/compose-errors'
import { ComposeImages } from '../parts/compose-images'
import { Facts } from '../parts/facts'
import { Identifier } from '../parts/identifier'
import { JobTable } from '../parts/job-table'
import { JsonText } from '../parts/json-text'
import { Loaded } from '../parts/loaded'
import { LogStages } from '../parts/log-stages'
import { ComposeStateLabel } from '../parts/state-label'
import { Timeline } from '../parts/timeline'
import { ViewSection } from '../parts/view-section'
import { When } from '../parts/when'
import { useClock } from '../use-clock'
import { useLive } from '../use-live'
import { useTitle } from '../use-title'

const JobGraph = lazy(async () => ({ default: (await import('../parts/job-graph')).JobGraph }))

/** A compose: its graph, times, errors in words, images, logs, request, and what operators did to it. */
export function Compose() {
  const { id = '' } = useParams()
  useTitle(`Compose ${id}`)
  const live = useLive(id)
  const query = useQuery({
    queryKey: ['compose', id],
    queryFn: () => dataOf(api.GET('/composes/{id}', { params: { path: { id } } })),
    refetchInterval: live ? 30_000 : 2000,
  })
  return (
    <PageSection>
      <Loaded query={query}>{(compose) => <Parts compose={compose} />}</Loaded>
    </PageSection>
  )
}

function Parts({ compose }: { compose: ComposeDetail }) {
  const now = useClock(!isOver(compose))
  const built = compose.jobList.filter(({ role, state }) => role === 'build' && state === 'finished')
  // A build whose upload failed has made an image nevertheless.
  const images = built.filter(
    ({ id, failed }) => !failed || compose.targets.some(({ jobId }) => jobId === id),
  )
  return (
    <Stack hasGutter>
      <StackItem>
        <ViewSection title="Compose" actions={<ComposeActions compose={compose} />}>
          <Head compose={compose} />
        </ViewSection>
      </StackItem>
      {compose.errors.length > 0 ? (
        <StackItem>
          <ComposeErrors errors={compose.errors} />
        </StackItem>
      ) : null}
      <StackItem>
        <ViewSection title="Graph">
          <Suspense fallback={<div className="console-graph" />}>
            <JobGraph jobs={compose.jobList} now={now} />
          </Suspense>
        </ViewSection>
      </StackItem>
      <StackItem>
        <ViewSection title="Timeline">
          <Timeline jobs={compose.jobList} now={now} />
        </ViewSection>
      </StackItem>
      <StackItem>
        <ViewSection title="Jobs">
          <JobTable jobs={compose.jobList} />
        </ViewSection>
      </StackItem>
      {images.length > 0 ? (
        <StackItem>
          <ComposeImages compose={compose} builds={images} />
        </StackItem>
      ) : null}
      {built.length > 0 ? (
        <StackItem>
          <ViewSection title="Logs">
            <Logs builds={built} />
          </ViewSection>
        </StackItem>
      ) : null}
      <StackItem>
        <ViewSection title="Request">
          {compose.request === null ? 'None is stored.' : <JsonText text={compose.request} />}
        </ViewSection>
      </StackItem>
      <StackItem>
        <ViewSection title="Actions of operators">
          {compose.audit.length === 0 ? 'None.' : <AuditTable rows={compose.audit} />}
        </ViewSection>
      </StackItem>
    </Stack>
  )
}

function Head({ compose }: { compose: ComposeDetail }) {
  const facts = [
    ['Id', <Identifier key="id" id={compose.id} />],
    ['State', <ComposeStateLabel key="state" state={compose.state} />],
    ['Tenant', compose.channel || '(none)'],
    ['Kind', compose.kind],
    ['Distribution', compose.distribution ?? '–'],
    ['Image types', compose.imageTypes.join(', ') || '–'],
    ['External id', compose.externalId ?? '–'],
    ['Created', <When key="created" at={compose.createdAt} />],
    ['Kept until', <When key="expires" at={compose.expiresAt} />],
  ] as const
  return <Facts facts={facts} />
}

function Logs({ builds }: { builds: JobSummary[] }) {
  const [first, ...others] = builds
  if (first && others.length === 0) return <LogStages jobId={first.id} />
  return builds.map((build) => (
    <ExpandableSection key={build.id} toggleText={build.type} isIndented>
      <LogStages jobId={build.id} />
    </ExpandableSection>
  ))
}
