import {
  Chart,
  ChartAxis,
  ChartBar,
  ChartStack,
  ChartVoronoiContainer,
} from '@patternfly/react-charts/victory'
import { ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, dataOf } from '../api'
import { Loaded } from './loaded'
import { seconds } from './seconds'
import { ViewSection } from './view-section'

/** Jobs that ended in the last hour or day: over time, and by type with how long they took. */
export function TrendPlots() {
  const [span, setSpan] = useState<'hour' | 'day'>('hour')
  const query = useQuery({
    queryKey: ['trends', span],
    queryFn: () => dataOf(api.GET('/trends', { params: { query: { span } } })),
    refetchInterval: 15_000,
  })
  const choice = (
    <ToggleGroup aria-label="Span of time">
      {(['hour', 'day'] as const).map((one) => (
        <ToggleGroupItem
          key={one}
          text={`Last ${one}`}
          buttonId={`span-${one}`}
          isSelected={span === one}
          onChange={() => setSpan(one)}
        />
      ))}
    </ToggleGroup>
  )
  return (
    <ViewSection title="Ended jobs" actions={choice}>
      <Loaded
        query={query}
        empty={{ when: ({ types }) => types.length === 0, title: `No job ended in the last ${span}` }}
      >
        {({ points, types }) => (
          <>
            <Plot points={points} span={span} />
            <Table aria-label="Ended jobs by type" variant="compact">
              <Thead>
                <Tr>
                  <Th modifier="nowrap">Type</Th>
                  <Th modifier="nowrap">Succeeded</Th>
                  <Th modifier="nowrap">Failed</Th>
                  <Th modifier="nowrap">Cancelled</Th>
                  <Th modifier="nowrap">Failure rate</Th>
                  <Th modifier="nowrap">Median time</Th>
                  <Th modifier="nowrap">95 % within</Th>
                </Tr>
              </Thead>
              <Tbody>
                {types.map((one) => (
                  <Tr key={one.type}>
                    <Td dataLabel="Type">{one.type}</Td>
                    <Td dataLabel="Succeeded">{one.finished}</Td>
                    <Td dataLabel="Failed">{one.failed}</Td>
                    <Td dataLabel="Cancelled">{one.cancelled}</Td>
                    <Td dataLabel="Failure rate">{rate(one.failed, one.finished + one.failed)}</Td>
                    <Td dataLabel="Median time">{seconds(one.p50Seconds)}</Td>
                    <Td dataLabel="95 % within">{seconds(one.p95Seconds)}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          </>
        )}
      </Loaded>
    </ViewSection>
  )
}

const rate = (failed: number, all: number) => (all === 0 ? '–' : `${Math.round((failed / all) * 100)} %`)

const colours = {
  succeeded: 'var(--pf-t--global--icon--color--status--success--default)',
  failed: 'var(--pf-t--global--icon--color--status--danger--default)',
}

interface PlotProps {
  points: { at: string; finished: number; failed: number }[]
  span: 'hour' | 'day'
}

function Plot({ points, span }: PlotProps) {
  const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
  const most = Math.max(1, ...points.map(({ finished, failed }) => finished + failed))
  const series = (member: 'finished' | 'failed', name: string) =>
    points.map((point) => ({ x: new Date(point.at), y: point[member], name }))
  return (
    <Chart
      ariaTitle={`Jobs that ended in the last ${span}`}
      ariaDesc="Succeeded and failed jobs over time"
      containerComponent={
        <ChartVoronoiContainer
          labels={({ datum }: { datum: { x: Date; y: number; name: string } }) =>
            `${clock.format(datum.x)}: ${datum.y} ${datum.name}`
          }
        />
      }
      height={200}
      width={900}
      maxDomain={{ y: most }}
      minDomain={{ y: 0 }}
      domainPadding={{ x: [10, 10] }}
      scale={{ x: 'time', y: 'linear' }}
      legendData={[
        { name: 'succeeded', symbol: { fill: colours.succeeded } },
        { name: 'failed', symbol: { fill: colours.failed } },
      ]}
      legendPosition="bottom"
      padding={{ bottom: 70, left: 50, right: 20, top: 10 }}
    >
      <ChartAxis tickFormat={(time: Date) => clock.format(time)} />
      <ChartAxis
        dependentAxis
        showGrid
        tickFormat={(value: number) => (Number.isInteger(value) ? String(value) : '')}
      />
      <ChartStack colorScale={[colours.succeeded, colours.failed]}>
        <ChartBar data={series('finished', 'succeeded')} barWidth={span === 'hour' ? 12 : 9} />
        <ChartBar data={series('failed', 'failed')} barWidth={span === 'hour' ? 12 : 9} />
      </ChartStack>
    </Chart>
  )
}
