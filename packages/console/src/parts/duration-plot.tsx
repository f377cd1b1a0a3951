import {
  Chart,
  ChartAxis,
  ChartGroup,
  ChartScatter,
  ChartVoronoiContainer,
} from '@patternfly/react-charts/victory'
import type { Trends } from '../api'
import { clock, plotSize } from './plot-frame'
import { seconds } from './seconds'

const colours = {
  half: 'var(--pf-t--global--color--brand--default)',
  most: 'var(--pf-t--global--icon--color--status--warning--default)',
}

/** How long the jobs took that ended in each slice of the span; a slice without one has no mark. */
export function DurationPlot({ points, span }: Pick<Trends, 'points' | 'span'>) {
  const series = (member: 'p50Seconds' | 'p95Seconds', name: string) =>
    points.flatMap((point) => {
      const y = point[member]
      return y === null ? [] : [{ x: new Date(point.at), y, name }]
    })
  const longest = Math.max(1, ...points.map(({ p95Seconds }) => p95Seconds ?? 0))
  return (
    <Chart
      {...plotSize}
      ariaTitle={`How long jobs took in the last ${span}`}
      ariaDesc="Median and 95th percentile of their durations over time"
      containerComponent={
        <ChartVoronoiContainer
          labels={({ datum }: { datum: { x: Date; y: number; name: string } }) =>
            `${clock.format(datum.x)}: ${datum.name} ${seconds(datum.y)}`
          }
        />
      }
      domain={{ x: domainOf(points), y: [0, longest * 1.1] }}
      legendData={[
        { name: 'median', symbol: { fill: colours.half } },
        { name: '95 % within', symbol: { fill: colours.most } },
      ]}
    >
      <ChartAxis tickFormat={(time: Date) => clock.format(time)} />
      <ChartAxis dependentAxis showGrid tickFormat={(value: number) => seconds(value)} />
      <ChartGroup>
        <ChartScatter
          data={series('p50Seconds', 'median')}
          size={3}
          style={{ data: { fill: colours.half } }}
        />
        <ChartScatter
          data={series('p95Seconds', '95 % within')}
          size={3}
          style={{ data: { fill: colours.most } }}
        />
      </ChartGroup>
    </Chart>
  )
}

const domainOf = (points: Trends['points']): [Date, Date] => [
  new Date(points[0]?.at ?? 0),
  new Date(points.at(-1)?.at ?? 1),
]
