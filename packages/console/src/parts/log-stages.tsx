import {
  Accordion,
  AccordionContent,
  AccordionItem,
  AccordionToggle,
  Label,
  Spinner,
} from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Link } from 'react-router'
import { api, apiBase, dataOf, type LogStage } from '../api'
import { Loaded } from './loaded'
import { useLines } from './use-lines'

const LineViewer = lazy(async () => ({ default: (await import('./line-viewer')).LineViewer }))

/** The log of a build by stages that unfold, those that failed unfolded. The text is read when the first one is open. */
export function LogStages({ jobId }: { jobId: string }) {
  const query = useQuery({
    queryKey: ['stages', jobId],
    queryFn: () => dataOf(api.GET('/jobs/{id}/stages', { params: { path: { id: jobId } } })),
    refetchInterval: false,
  })
  return (
    <Loaded query={query} empty={{ when: ({ items }) => items.length === 0, title: 'There is no log' }}>
      {({ items }) => <Stages jobId={jobId} stages={items} />}
    </Loaded>
  )
}

function Stages({ jobId, stages }: { jobId: string; stages: LogStage[] }) {
  const [open, setOpen] = useState(
    () => new Set(stages.flatMap(({ failed, line }) => (failed ? [line] : []))),
  )
  const toggle = (line: number) =>
    setOpen((before) => {
      const after = new Set(before)
      if (!after.delete(line)) after.add(line)
      return after
    })
  return (
    <Accordion isBordered togglePosition="start" asDefinitionList={false}>
      {stages.map((stage) => (
        <AccordionItem key={stage.line} isExpanded={open.has(stage.line)}>
          <AccordionToggle id={`stage-${jobId}-${stage.line}`} onClick={() => toggle(stage.line)}>
            <span className="console-stage">
              <span className="console-break">
                {stage.pipeline}: {stage.stage}
              </span>
              <small>{stage.lines === 2 ? '1 line' : `${stage.lines - 1} lines`}</small>
              {stage.failed ? (
                <Label isCompact status="danger">
                  failed
                </Label>
              ) : null}
            </span>
          </AccordionToggle>
          <AccordionContent>
            {open.has(stage.line) ? <StageText jobId={jobId} stage={stage} /> : null}
          </AccordionContent>
        </AccordionItem>
      ))}
    </Accordion>
  )
}

function StageText({ jobId, stage }: { jobId: string; stage: LogStage }) {
  const query = useLines(`${apiBase}/jobs/${jobId}/log`)
  return (
    <Loaded query={query}>
      {({ lines, shownAt }) => {
        const first = shownAt(stage.line)
        const said = lines.slice(first, shownAt(stage.line + stage.lines) - 1)
        return (
          <>
            {said.length === 0 ? (
              <p>It said nothing.</p>
            ) : (
              <Suspense fallback={<Spinner aria-label="Loading the viewer" />}>
                <LineViewer lines={said} name={`${stage.pipeline} ${stage.stage}`} numbers={false} />
              </Suspense>
            )}
            <Link to={`/jobs/${jobId}#log-${first}`}>Line {first} of the whole log</Link>
          </>
        )
      }}
    </Loaded>
  )
}
