import { EmptyState, EmptyStateBody, PageSection } from '@patternfly/react-core'
import { SearchIcon } from '@patternfly/react-icons/dist/esm/icons/search-icon'
import { isRouteErrorResponse, useRouteError } from 'react-router'

/** For addresses that are none, and views that cannot be shown. */
export function ErrorPage() {
  const error = useRouteError()
  const message =
    error == null || isRouteErrorResponse(error)
      ? 'There is no such page.'
      : error instanceof Error
        ? error.message
        : 'The page cannot be shown.'
  return (
    <PageSection>
      <EmptyState headingLevel="h2" titleText="Nothing here" icon={SearchIcon}>
        <EmptyStateBody>{message}</EmptyStateBody>
      </EmptyState>
    </PageSection>
  )
}
