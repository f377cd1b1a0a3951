import { Alert, List, ListItem } from '@patternfly/react-core'
import { Link } from 'react-router'
import type { ComposeDetail } from '../api'
import { ErrorLines } from './error-lines'
import { ViewSection } from './view-section'

/** Why a compose failed, in words. */
export function ComposeErrors({ errors }: Pick<ComposeDetail, 'errors'>) {
  return (
    <ViewSection title="Errors">
      <p>The deepest cause comes first.</p>
      <List isPlain>
        {errors.map(({ jobId, role, error, lines }) => (
          <ListItem key={jobId}>
            <Alert
              isInline
              isPlain
              variant="danger"
              component="h3"
              title={`${role}: ${error.reason} (${error.id})`}
            >
              <ErrorLines lines={lines} />
              <Link to={`/jobs/${jobId}`}>Open the job</Link>
            </Alert>
          </ListItem>
        ))}
      </List>
    </ViewSection>
  )
}
