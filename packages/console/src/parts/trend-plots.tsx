import { FormSelect, FormSelectOption, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, dataOf } from '../api'
import { DurationPlot } from './duration-plot'
import { EndedPlot } from './ended-plot'
import { Loaded } from './loaded'
import { TrendTable } from './trend-table'
import { ViewSection } from './view-section'

/** Jobs that ended in the last hour or day: over time, and by type with how long they took. */
export function TrendPlots() {
  const [span, setSpan] = useState<'hour' | 'day'>('hour')
  const [type, setType] = useState('')
  const query = useQuery({
    queryKey: ['trends', span, type],
    queryFn: () =>
      dataOf(api.GET('/trends', { params: { query: { span, ...(type === '' ? {} : { type }) } } })),
    refetchInterval: 60_000,
    placeholderData: (before) => before,
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
            <div className="console-search">
              <FormSelect
                aria-label="Type of the plots"
                value={type}
                onChange={(_event, value) => setType(value)}
              >
                <FormSelectOption value="" label="Every type" />
                {types.map((one) => (
                  <FormSelectOption key={one.type} value={one.type} label={one.type} />
                ))}
              </FormSelect>
            </div>
            <div className="console-plots">
              <figure>
                <figcaption>How many ended</figcaption>
                <EndedPlot points={points} span={span} />
              </figure>
              <figure>
                <figcaption>How long they took</figcaption>
                <DurationPlot points={points} span={span} />
              </figure>
            </div>
            <TrendTable types={types} />
          </>
        )}
      </Loaded>
    </ViewSection>
  )
}
