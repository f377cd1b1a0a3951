import {
  ActionList,
  ActionListItem,
  Alert,
  CodeBlock,
  CodeBlockCode,
  List,
  ListItem,
  PageSection,
  Stack,
  StackItem,
} from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Link, useParams } from 'react-router'
import { api, dataOf, type ComposeDetail, type RetryAnswer } from '../api'
import { ActButton } from '../parts/act-button'
import { AuditTable } from '../parts/audit-table'
import { Facts } from '../parts/facts'
import { Identifier } from '../parts/identifier'
import { JobTable } from '../parts/job-table'
import { JsonText } from '../parts/json-text'
import { Loaded } from '../parts/loaded'
import { ComposeStateLabel } from '../parts/state-label'
import { Timeline } from '../parts/timeline'
import { ViewSection } from '../parts/view-section'
import { When } from '../parts/when'

const JobGraph = lazy(async () => ({ default: (await import('../parts/job-graph')).JobGraph }))

/** A compose: its graph, times, errors in words, request, targets and what operators did to it. */
export function Compose() {
  const { id = '' } = useParams()
  const query = useQuery({
    queryKey: ['compose', id],
    queryFn: () => dataOf(api.GET('/composes/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) => (data && isOver(data) ? 15_000 : 1000),
  })
  return (
    <PageSection>
      <Loaded query={query}>{(compose) => <Parts compose={compose} />}</Loaded>
    </PageSection>
  )
}

const isOver = ({ state }: ComposeDetail) => state !== 'running' && state !== 'waiting'

function Parts({ compose }: { compose: ComposeDetail }) {
  return (
    <Stack hasGutter>
      <StackItem>
        <ViewSection title="Compose" actions={<Actions compose={compose} />}>
          <Head compose={compose} />
        </ViewSection>
      </StackItem>
      {compose.errors.length > 0 ? (
        <StackItem>
          <Errors compose={compose} />
        </StackItem>
      ) : null}
      <StackItem>
        <ViewSection title="Graph">
          <Suspense fallback={<div className="console-graph" />}>
            <JobGraph jobs={compose.jobList} />
          </Suspense>
        </ViewSection>
      </StackItem>
      <StackItem>
        <ViewSection title="Timeline">
          <Timeline jobs={compose.jobList} />
        </ViewSection>
      </StackItem>
      <StackItem>
        <ViewSection title="Jobs">
          <JobTable jobs={compose.jobList} />
        </ViewSection>
      </StackItem>
      {compose.targets.length > 0 ? (
        <StackItem>
          <Targets compose={compose} />
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

function Actions({ compose }: { compose: ComposeDetail }) {
  const path = { params: { path: { id: compose.id } } }
  return (
    <ActionList>
      {isOver(compose) ? null : (
        <ActionListItem>
          <ActButton
            label="Cancel"
            variant="danger"
            text="What is unfinished is cancelled; its workers are told to stop."
            act={(reason) => dataOf(api.POST('/composes/{id}/cancel', { ...path, body: { reason } }))}
          />
        </ActionListItem>
      )}
      {compose.state === 'failed' || compose.state === 'cancelled' ? (
        <ActionListItem>
          <ActButton
            label="Retry from failure"
            variant="primary"
            text="What failed or was cancelled gets another try, and everything behind it. What succeeded is not done again."
            act={(reason) => dataOf(api.POST('/composes/{id}/retry', { ...path, body: { reason } }))}
            outcome={toldOf}
          />
        </ActionListItem>
      ) : null}
    </ActionList>
  )
}

function toldOf(answer: RetryAnswer) {
  switch (answer.answer) {
    case 'done':
      return null
    case 'nothing-to-do':
      return <Alert isInline variant="info" title="Nothing of it failed or was cancelled" />
    case 'erased':
      return (
        <>
          <Alert
            isInline
            variant="warning"
            title={`The args of ${answer.jobIds.length === 1 ? 'a job' : `${answer.jobIds.length} jobs`} held secrets and were erased when it ended`}
          >
            {answer.request == null
              ? 'The stored request lacks secrets too: its client has to post it again.'
              : 'Post the same request again:'}
          </Alert>
          {answer.request == null ? null : (
            <CodeBlock>
              <CodeBlockCode>{answer.request}</CodeBlockCode>
            </CodeBlock>
          )}
        </>
      )
  }
}

function Errors({ compose }: { compose: ComposeDetail }) {
  return (
    <ViewSection title="Errors">
      <p>The deepest cause comes first.</p>
      <List isPlain>
        {compose.errors.map(({ jobId, role, error }) => (
          <ListItem key={jobId}>
            <Alert
              isInline
              isPlain
              variant="danger"
              component="h3"
              title={`${role}: ${error.reason} (${error.id})`}
            >
              {error.details === undefined || error.details === null ? null : (
                <div className="console-wrap">
                  {typeof error.details === 'string' ? error.details : JSON.stringify(error.details, null, 2)}
                </div>
              )}
              <Link to={`/jobs/${jobId}`}>Open the job</Link>
            </Alert>
          </ListItem>
        ))}
      </List>
    </ViewSection>
  )
}

function Targets({ compose }: { compose: ComposeDetail }) {
  return (
    <ViewSection title="Targets">
      <List isPlain isBordered>
        {compose.targets.map((target) => (
          <ListItem key={`${target.jobId} ${target.name}`}>
            <strong>{target.name}</strong>: {target.error ? `failed – ${target.error.reason}` : 'done'}
            <div className="console-wrap">{target.options == null ? '' : JSON.stringify(target.options)}</div>
          </ListItem>
        ))}
      </List>
    </ViewSection>
  )
}
