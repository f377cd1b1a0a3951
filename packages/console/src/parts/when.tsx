import { Timestamp, TimestampTooltipVariant } from '@patternfly/react-core'

/** A time in the reader's zone; the exact one, in UTC, on hover and focus. */
export function When({ at }: { at: string | null }) {
  if (at === null) return <span>–</span>
  const date = new Date(at)
  return (
    <Timestamp
      date={date}
      dateFormat="medium"
      timeFormat="medium"
      tooltip={{ variant: TimestampTooltipVariant.custom, content: date.toISOString() }}
    />
  )
}
