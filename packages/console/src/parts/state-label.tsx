import { Label, type LabelProps } from '@patternfly/react-core'
import type { ComposeState, JobSummary } from '../api'

type Look = Pick<LabelProps, 'status' | 'color'>

const looks: Record<ComposeState | JobSummary['state'], Look> = {
  waiting: { color: 'grey' },
  ready: { color: 'teal' },
  running: { status: 'info' },
  succeeded: { status: 'success' },
  finished: { status: 'success' },
  failed: { status: 'danger' },
  cancelled: { status: 'warning' },
}

export const ComposeStateLabel = ({ state }: { state: ComposeState }) => (
  <Label isCompact {...looks[state]}>
    {state}
  </Label>
)

/** A job's state in one word: `failed` and `succeeded` tell apart how it finished. */
export const jobWord = ({ state, failed }: Pick<JobSummary, 'state' | 'failed'>) =>
  failed ? 'failed' : state === 'finished' ? 'succeeded' : state

export const JobStateLabel = ({ job }: { job: Pick<JobSummary, 'state' | 'failed'> }) => {
  const word = jobWord(job)
  return (
    <Label isCompact {...looks[word]}>
      {word}
    </Label>
  )
}
