import { Button, Label, List, ListItem, Title } from '@patternfly/react-core'
import { apiBase, type ComposeDetail, type JobSummary } from '../api'
import { useMayAct } from '../use-session'
import { ImageContents } from './image-contents'
import { ViewSection } from './view-section'

/** Of each build that ended: where its image went, the file if it is here, and what is in it. */
export function ComposeImages({ compose, builds }: { compose: ComposeDetail; builds: JobSummary[] }) {
  return (
    <ViewSection title="Images">
      {builds.map((build) => (
        <div key={build.id} className="console-image">
          <Title headingLevel="h3" size="md">
            {build.type}
          </Title>
          <Targets targets={compose.targets.filter(({ jobId }) => jobId === build.id)} />
          <ImageContents jobId={build.id} />
        </div>
      ))}
    </ViewSection>
  )
}

function Targets({ targets }: Pick<ComposeDetail, 'targets'>) {
  if (targets.length === 0) return <p>It went nowhere.</p>
  return (
    <List isPlain>
      {targets.map((target) => (
        <ListItem key={target.name}>
          <Label isCompact status={target.error ? 'danger' : 'success'}>
            {target.error ? 'failed' : 'done'}
          </Label>{' '}
          <span className="console-wrap">
            {target.name}
            {target.error ? `: ${target.error.reason} (${target.error.id})` : optionsOf(target.options)}
          </span>{' '}
          {target.file === null ? null : <File jobId={target.jobId} name={target.file} />}
        </ListItem>
      ))}
    </List>
  )
}

/** What its worker told of it, such as the region and the image's id. */
function optionsOf(options: unknown): string {
  if (typeof options !== 'object' || options === null) return ''
  return Object.entries(options)
    .map(([name, value]) => `, ${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('')
}

/** An image can hold what the page hides otherwise, so it is for those who may act. */
function File({ jobId, name }: { jobId: string; name: string }) {
  const mayAct = useMayAct()
  if (!mayAct) return <span className="console-wrap">{name} (a download needs CONSOLE=full and a name)</span>
  return (
    <Button component="a" variant="link" isInline href={`${apiBase}/jobs/${jobId}/file`} download>
      Download {name}
    </Button>
  )
}
