import { ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { lazy, Suspense } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { apiBase } from '../api'
import { LogStages } from './log-stages'
import { ViewSection } from './view-section'

const LongText = lazy(async () => ({ default: (await import('./long-text')).LongText }))

/** The log of a job: by stages, or with `#log` in the page's address as one text. */
export function JobLog({ jobId }: { jobId: string }) {
  const { hash } = useLocation()
  const navigate = useNavigate()
  const whole = hash.startsWith('#log')
  const item = (text: string, selected: boolean, to: string) => (
    <ToggleGroupItem
      text={text}
      buttonId={`log-${text.replace(' ', '-')}`}
      isSelected={selected}
      onChange={() => void navigate({ hash: to }, { replace: true })}
    />
  )
  const choice = (
    <ToggleGroup aria-label="How to show the log">
      {item('By stage', !whole, '')}
      {item('Whole log', whole, 'log')}
    </ToggleGroup>
  )
  return (
    <ViewSection title="Log" actions={choice}>
      {whole ? (
        <Suspense fallback={<div className="console-log" />}>
          <LongText address={`${apiBase}/jobs/${jobId}/log`} what="log" />
        </Suspense>
      ) : (
        <LogStages jobId={jobId} />
      )}
    </ViewSection>
  )
}
