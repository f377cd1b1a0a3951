import { Card, CardBody, CardHeader, CardTitle } from '@patternfly/react-core'
import type { ReactNode } from 'react'

interface ViewSectionProps {
  title: string
  actions?: ReactNode
  children: ReactNode
}

/** A titled part of a view. */
export const ViewSection = ({ title, actions, children }: ViewSectionProps) => (
  <Card component="section" aria-label={title}>
    <CardHeader {...(actions === undefined ? {} : { actions: { actions, hasNoOffset: true } })}>
      <CardTitle component="h2">{title}</CardTitle>
    </CardHeader>
    <CardBody>{children}</CardBody>
  </Card>
)
