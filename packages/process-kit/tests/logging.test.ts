import { beforeEach, describe, expect, it } from '@jest/globals'
import { addToContext, createLogger, flushReports, withContext } from '@composer/process-kit'
import { collectLogLines, startServer } from '@composer/testkit'

describe('A log line', () => {
  const log = collectLogLines(createLogger)
  beforeEach(() => log.clear())

  it('has time, level, service and message, and the fields it was given', () => {
    log.logger.info('Done', { count: 3 })
    expect(log.lines()).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: 'info',
        service: 'test',
        message: 'Done',
        count: 3,
      },
    ])
  })

  it('costs nothing when its level is off', () => {
    let looks = 0
    const field = {
      get inside() {
        looks += 1
        return 'read'
      },
    }
    const { logger } = collectLogLines(createLogger, { LOG_LEVEL: 'info' })
    logger.debug('Too much', { field })
    expect(looks).toBe(0)
    logger.info('Done', { field })
    expect(looks).toBe(1)
  })

  it('carries the ids of its request through everything that waits', async () => {
    await withContext({ operation_id: 'a' }, async () => {
      await Promise.resolve()
      addToContext({ job_id: 'b' })
      await withContext({ external_id: 'c' }, async () => log.logger.info('Inside'))
      log.logger.info('Behind', { job_id: 'own' })
    })
    log.logger.info('Outside')
    expect(log.lines()).toMatchObject([
      { operation_id: 'a', job_id: 'b', external_id: 'c' },
      { operation_id: 'a', job_id: 'own' },
      { message: 'Outside' },
    ])
    expect(log.lines()[2]).not.toHaveProperty('operation_id')
  })
})

describe('Reports of errors', () => {
  it('go to the project of the DSN: errors only, with ids and frames, without secrets', async () => {
    const bodies: string[] = []
    const paths: string[] = []
    const project = await startServer((req, res) => {
      paths.push(req.url ?? '')
      let body = ''
      req.on('data', (chunk: Buffer) => (body += chunk.toString()))
      req.on('end', () => {
        bodies.push(body)
        res.end('{}')
      })
    })
    const log = collectLogLines(createLogger, {
      SENTRY_DSN: project.url.replace('://', '://public@') + '/42',
    })
    log.logger.warn('Only a warning')
    withContext({ operation_id: 'op' }, () =>
      log.logger.error('Request failed', {
        error: new Error('password=hunter2', { cause: new TypeError('deeper') }),
      }),
    )
    await flushReports(log.logger)
    await project.close()

    expect(paths).toEqual([expect.stringContaining('/api/42/envelope/')])
    const event = JSON.parse(bodies[0]?.split('\n')[2] ?? '') as {
      tags: object
      exception: { values: { type: string; stacktrace: { frames: unknown[] } }[] }
    }
    expect(event).toMatchObject({ level: 'error', tags: { service: 'test', operation_id: 'op' } })
    expect(event.exception.values.map(({ type }) => type)).toEqual(['TypeError', 'Error'])
    expect(event.exception.values[1]?.stacktrace.frames.length).toBeGreaterThan(0)
    expect(bodies.join()).not.toContain('hunter2')
  })

  it('that cannot be sent disturb nobody', async () => {
    const gone = await startServer((_req, res) => res.end())
    await gone.close()
    const log = collectLogLines(createLogger, { SENTRY_DSN: gone.url.replace('://', '://public@') + '/42' })
    log.logger.error('Failed')
    await flushReports(log.logger)
    expect(log.lines()).toHaveLength(1)
  })
})
