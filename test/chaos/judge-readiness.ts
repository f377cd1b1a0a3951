/** One question to a service and its answer, in milliseconds of the run's clock. */
export interface Observation {
  /** Whether it could do its work, or whether it said that it can. */
  what: 'work' | 'ready'
  from: number
  to: number
  ok: boolean
  /** Checks of `/readyz` that failed. */
  failing?: readonly string[] | undefined
}

export interface Span {
  from: number
  to: number
}

/** How long a service may be wrong about itself. */
const allowedMs = 5000
/** From one question to the next, with its answer. */
const betweenMs = 1500

/**
 * What `/readyz` said against what the service could do: it must be false when it could not for more than 5 s, and true
 * when it could.
 * @param excused while this lasts, what the service says is not judged
 * @param busyMs what a busy machine adds to an answer
 */
export function judgeReadiness(
  seen: readonly Observation[],
  excused: readonly Span[] = [],
  busyMs = 0,
): string[] {
  const slackMs = betweenMs + busyMs
  const overlaps = ({ from, to }: Span) => excused.some((span) => span.from < to && from < span.to)
  const told: string[] = []
  const tell = (words: string, { from, to }: Span, why = '') =>
    void told.push(`${words} from ${Math.round(from)} to ${Math.round(to)} ms${why}`)
  const work = seen.filter(({ what }) => what === 'work')
  const ready = seen.filter(({ what }) => what === 'ready')

  for (const span of streaks(work, false)) {
    if (overlaps(span)) continue
    // From then on every answer has to be a no.
    const judged = { from: span.from + allowedMs, to: span.to - slackMs }
    const wrong = ready.filter(({ from, to, ok }) => ok && from > judged.from && to < judged.to)
    if (wrong.length > 1) tell('said it was ready while it could do no work', span)
  }
  for (const span of streaks(ready, false)) {
    for (const able of streaks(work.map(withoutSlow), true)) {
      const both = { from: Math.max(span.from, able.from), to: Math.min(span.to, able.to) }
      if (both.to - both.from > allowedMs + slackMs && !overlaps(both))
        tell('said it was not ready while it could do its work', both, ` (${failingIn(ready, both)})`)
    }
  }
  return told
}

/** The checks that failed then, each once; without one it did not answer. */
function failingIn(ready: readonly Observation[], { from, to }: Span): string {
  const during = ready.filter((one) => one.from < to && from < one.to)
  const names = new Set(during.flatMap(({ failing }) => failing ?? ['no answer']))
  return [...names].join(', ')
}

/** An answer that comes this late shows nothing about the time that it took. */
const slowMs = 3000
const withoutSlow = (one: Observation): Observation => ({ ...one, ok: one.ok && one.to - one.from < slowMs })

/** The times in which every answer was the same: from the end of the last other one to the beginning of the next. */
function streaks(seen: readonly Observation[], wanted: boolean): Span[] {
  const spans: Span[] = []
  let since: number | undefined
  let last = seen[0]?.from ?? 0
  for (const { from, to, ok } of seen) {
    if (ok === wanted) since ??= last
    else if (since !== undefined) {
      spans.push({ from: since, to: from })
      since = undefined
    }
    last = to
  }
  if (since !== undefined) spans.push({ from: since, to: last })
  return spans
}
