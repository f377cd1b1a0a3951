import { Timestamp, TimestampTooltipVariant } from '@patternfly/react-core'

/** Nothing here is kept so long that the year says something. */
const form: Record<string, string> = {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
}

/** A time in the reader's zone; the exact one, in UTC, on hover and focus. */
export function When({ at }: { at: string | null }) {
  if (at === null) return <span>–</span>
  const date = new Date(at)
  return (
    <Timestamp
      className="console-when"
      date={date}
      customFormat={form}
      tooltip={{ variant: TimestampTooltipVariant.custom, content: date.toISOString() }}
    />
  )
}
