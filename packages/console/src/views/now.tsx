import { Alert, Gallery, GalleryItem, Label, PageSection, Stack, StackItem } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { lazy, Suspense } from 'react'
import { Link } from 'react-router'
import { api, dataOf, type Now as NowDocument } from '../api'
import { ActButton } from '../parts/act-button'
import { Loaded } from '../parts/loaded'
import { PauseButton } from '../parts/pause-button'
import { seconds } from '../parts/seconds'
import { ViewSection } from '../parts/view-section'
import { When } from '../parts/when'
import { useNow } from '../use-now'
import { useTitle } from '../use-title'

const TrendPlots = lazy(async () => ({ default: (await import('../parts/trend-plots')).TrendPlots }))

/** What waits, runs and is paused; throughput, failures and durations; the processes that do it. */
export function Now() {
  useTitle('Now')
  const query = useNow()
  return (
    <PageSection>
      <Stack hasGutter>
        <StackItem>
          <ViewSection title="Queue" actions={<PauseButton />}>
            <Loaded
              query={query}
              empty={{
                when: ({ lanes, pauses }) => lanes.length === 0 && pauses.length === 0,
                title: 'Nothing waits or runs',
                text: 'Jobs appear here as soon as a compose is posted.',
              }}
            >
              {(now) => (
                <>
                  <Pauses pauses={now.pauses} />
                  <Lanes lanes={now.lanes} />
                </>
              )}
            </Loaded>
          </ViewSection>
        </StackItem>
        <StackItem>
          <Suspense fallback={null}>
            <TrendPlots />
          </Suspense>
        </StackItem>
        <StackItem>
          <ViewSection title="Instances">
            <Loaded
              query={query}
              empty={{
                when: ({ instances }) => instances.length === 0,
                title: 'No process has told of itself yet',
              }}
            >
              {(now) => <Instances instances={now.instances} />}
            </Loaded>
          </ViewSection>
        </StackItem>
      </Stack>
    </PageSection>
  )
}

function Lanes({ lanes }: { lanes: NowDocument['lanes'] }) {
  return (
    <Table aria-label="Lanes" variant="compact">
      <Thead>
        <Tr>
          <Th modifier="nowrap">Tenant</Th>
          <Th modifier="nowrap">Type</Th>
          <Th modifier="nowrap">Waiting</Th>
          <Th modifier="nowrap">Ready</Th>
          <Th modifier="nowrap">Running</Th>
          <Th modifier="nowrap">Oldest ready</Th>
          <Th screenReaderText="State" />
        </Tr>
      </Thead>
      <Tbody>
        {lanes.map((lane) => (
          <Tr key={`${lane.channel} ${lane.type}`}>
            <Td dataLabel="Tenant">
              <Link to={`/composes?tenant=${encodeURIComponent(lane.channel)}`}>
                {lane.channel || '(none)'}
              </Link>
            </Td>
            <Td dataLabel="Type">{lane.type}</Td>
            <Td dataLabel="Waiting">{lane.waiting}</Td>
            <Td dataLabel="Ready">{lane.ready}</Td>
            <Td dataLabel="Running">{lane.running}</Td>
            <Td dataLabel="Oldest ready">{lane.ready === 0 ? '–' : seconds(lane.oldestReadySeconds)}</Td>
            <Td dataLabel="State">
              {lane.paused ? (
                <Label isCompact status="warning">
                  paused
                </Label>
              ) : null}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

function Pauses({ pauses }: { pauses: NowDocument['pauses'] }) {
  return (
    <Gallery hasGutter minWidths={{ default: '100%' }}>
      {pauses.map((pause) => {
        const name = `${pause.channel ?? 'every tenant'}, ${pause.type ?? 'every type'}`
        return (
          <GalleryItem key={name}>
            <Alert
              isInline
              variant="warning"
              component="h3"
              title={`Paused: ${name}`}
              actionLinks={
                <ActButton
                  label="Resume"
                  text={`Jobs of ${name} are handed out again.`}
                  act={(reason) =>
                    dataOf(
                      api.POST('/pauses/end', { body: { tenant: pause.channel, type: pause.type, reason } }),
                    )
                  }
                />
              }
            >
              {pause.reason} ({pause.pausedBy}, <When at={pause.pausedAt} />)
            </Alert>
          </GalleryItem>
        )
      })}
    </Gallery>
  )
}

function Instances({ instances }: { instances: NowDocument['instances'] }) {
  return (
    <Table aria-label="Instances" variant="compact" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th modifier="nowrap">Service</Th>
          <Th modifier="nowrap">Host</Th>
          <Th modifier="nowrap">Version</Th>
          <Th modifier="nowrap">Listener</Th>
          <Th modifier="nowrap">Waiting polls</Th>
          <Th modifier="nowrap">Started</Th>
          <Th modifier="nowrap">Last seen</Th>
        </Tr>
      </Thead>
      <Tbody>
        {instances.map((one) => (
          <Tr key={one.id}>
            <Td dataLabel="Service">{one.service}</Td>
            <Td dataLabel="Host">{one.host}</Td>
            <Td dataLabel="Version">{one.version}</Td>
            <Td dataLabel="Listener">{fact(one.facts.listener)}</Td>
            <Td dataLabel="Waiting polls">{fact(one.facts.waiting_polls)}</Td>
            <Td dataLabel="Started">
              <When at={one.startedAt} />
            </Td>
            <Td dataLabel="Last seen">
              <When at={one.seenAt} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

const fact = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? value : '–')
