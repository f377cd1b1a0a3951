/** The gauges of the queue as a Prometheus would read them, in the form of `countJobs`; zeros are left out. */
export function readQueueMetrics(text: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const [, what = '', labels = '', value] of text.matchAll(
    /^image_builder_worker_(pending|running)_jobs\{([^}]*)\} (\d+)$/gm,
  )) {
    const label = (name: string) => new RegExp(`${name}="(?:org-)?([^"]*)"`).exec(labels)?.[1] ?? ''
    if (Number(value) > 0) counts[`${label('type')} ${label('tenant')} ${what}`] = Number(value)
  }
  return counts
}

/** Requests for jobs that wait on an instance. */
export const readWaitingPolls = (text: string): number =>
  Number(/^image_builder_worker_waiting_polls (\d+)$/m.exec(text)?.[1] ?? Number.NaN)
