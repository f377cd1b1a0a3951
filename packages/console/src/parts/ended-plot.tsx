import {
  Chart,
  ChartAxis,
  ChartBar,
  ChartStack,
  ChartVoronoiContainer,
} from '@patternfly/react-charts/victory'
import type { Trends } from '../api'
import { clock, plotSize } from './plot-frame'

const colours = {
  succeeded: 'var(--pf-t--global--icon--color--status--success--default)',
  failed: 'var(--pf-t--global--icon--color--status--danger--default)',
}

/** How many jobs ended, and how, in each slice of the span. */
export function EndedPlot({ points, span }: Pick<Trends, 'points' | 'span'>) {
  const most = Math.max(1, ...points.map(({ finished, failed }) => finished + failed))
  const barWidth = span === 'hour' ? 9 : 6
  const series = (member: 'finished' | 'failed', name: string) =>
    points.map((point) => ({ x: new Date(point.at), y: point[member], name }))
  return (
    <Chart
      {...plotSize}
      ariaTitle={`Jobs that ended in the last ${span}`}
      ariaDesc="Succeeded and failed jobs over time"
      containerComponent={
        <ChartVoronoiContainer
          labels={({ datum }: { datum: { x: Date; y: number; name: string } }) =>
            `${clock.format(datum.x)}: ${datum.y} ${datum.name}`
          }
        />
      }
      maxDomain={{ y: most }}
      minDomain={{ y: 0 }}
      legendData={[
        { name: 'succeeded', symbol: { fill: colours.succeeded } },
        { name: 'failed', symbol: { fill: colours.failed } },
      ]}
    >
      <ChartAxis tickFormat={(time: Date) => clock.format(time)} />
      <ChartAxis
        dependentAxis
        showGrid
        tickFormat={(value: number) => (Number.isInteger(value) ? String(value) : '')}
      />
      <ChartStack colorScale={[colours.succeeded, colours.failed]}>
        <ChartBar data={series('finished', 'succeeded')} barWidth={barWidth} />
        <ChartBar data={series('failed', 'failed')} barWidth={barWidth} />
      </ChartStack>
    </Chart>
  )
}
