import { Alert, Bullseye, EmptyState, EmptyStateBody, Spinner } from '@patternfly/react-core'
import { CubesIcon } from '@patternfly/react-icons/dist/esm/icons/cubes-icon'
import { ExclamationCircleIcon } from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending'>
  /** Said when there is nothing to show. */
  empty?: { when: (data: T) => boolean; title: string; text?: string }
  children: (data: T) => ReactNode
}

/** Loading, failed, empty, or what was loaded; the last known state stays in view while the server is away. */
export function Loaded<T>({ query, empty, children }: LoadedProps<T>) {
  const { data, error, isPending } = query
  if (data === undefined) {
    if (isPending && !error) {
      return (
        <Bullseye>
          <Spinner aria-label="Loading" />
        </Bullseye>
      )
    }
    return (
      <EmptyState
        headingLevel="h3"
        status="danger"
        titleText="This cannot be shown"
        icon={ExclamationCircleIcon}
      >
        <EmptyStateBody>{error?.message}</EmptyStateBody>
      </EmptyState>
    )
  }
  return (
    <>
      {error ? (
        <Alert
          variant="warning"
          isInline
          title="The server does not answer. What you see is the last known state."
        />
      ) : null}
      {empty?.when(data) ? (
        <EmptyState headingLevel="h3" titleText={empty.title} icon={CubesIcon} variant="sm">
          {empty.text === undefined ? null : <EmptyStateBody>{empty.text}</EmptyStateBody>}
        </EmptyState>
      ) : (
        children(data)
      )}
    </>
  )
}
