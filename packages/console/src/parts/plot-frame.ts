import '@patternfly/patternfly/patternfly-charts.css'

/** Times of the axis, in the reader's zone. */
export const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

/** Shared by the plots that stand beside each other. */
export const plotSize = {
  height: 200,
  width: 500,
  domainPadding: { x: [10, 10] as [number, number] },
  scale: { x: 'time', y: 'linear' } as const,
  legendPosition: 'bottom',
  padding: { bottom: 70, left: 80, right: 40, top: 10 },
} as const
