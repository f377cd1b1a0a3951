import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createOperator } from '@composer/operator'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { describeInBrowser, launchBrowser } from './browser.js'
import {
  buildResult,
  channel,
  claim,
  fail,
  failedBuildResult,
  image,
  manifestResult,
  report,
  startConsole,
  succeed,
  type ConsoleStack,
} from './start-console.js'
import { openPage } from './watched-page.js'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** With UPDATE_SCREENSHOTS=1 the pictures of the docs are made anew. */
const pictures = process.env['UPDATE_SCREENSHOTS']
  ? fileURLToPath(new URL('../../docs/console/', import.meta.url))
  : null

const names = [
  'now',
  'composes',
  'compose',
  'built-compose',
  'failed-compose',
  'job',
  'log',
  'workers',
  'audit',
  'apis',
  'api-operation',
  'missing',
] as const
type Name = (typeof names)[number]

await describeInBrowser('every view', () => {
  let stack: ConsoleStack
  let browser: Browser
  let addresses: Record<Name, string>

  beforeAll(async () => {
    stack = await startConsole()
    browser = await launchBrowser()
    addresses = await fill(stack)
    if (pictures !== null) await mkdir(pictures, { recursive: true })
  })
  afterAll(async () => {
    await browser.close()
    await stack.stop()
  })

  describe.each(['light', 'dark'] as const)('in the %s theme', (scheme) => {
    it.each(names)('%s: is accessible, fits wide and narrow windows, and nothing complains', async (name) => {
      // As high as the longest view for the pictures, which then show all of it.
      const height = pictures === null ? 1000 : 3000
      const { page, complaints, close } = await openPage(browser, { scheme, height })
      try {
        await show(page, stack.url + addresses[name])
        await unfold(page)
        expect(await violations(page)).toEqual([])
        for (const width of [1440, 800]) {
          await page.setViewportSize({ width, height })
          // The navigation slides away, and the graph fits itself to the new width.
          await page.evaluate(settled)
          await page.waitForFunction(showsWholeGraph)
          const cut = await page.evaluate(isCut)
          expect({ width, cut }).toEqual({ width, cut: false })
          if (pictures !== null) await picture(page, join(pictures, `${name}-${scheme}-${width}.png`))
        }
        expect(complaints).toEqual([])
      } finally {
        await close()
      }
    })
  })
})

/** Opens a view and waits until nothing of it is still loading. */
async function show(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.locator('main section, main .pf-v6-c-empty-state').first().waitFor()
  await page.locator('[role=progressbar][aria-label^=Loading]').first().waitFor({ state: 'detached' })
  // The graph and the log are chunks of their own.
  await page.locator('.console-graph:empty, .console-log:empty').first().waitFor({ state: 'detached' })
  await page.waitForLoadState('load')
}

/** Whether something stands out of the window, or of the part of the view that it is in. */
const isCut = `[document.documentElement, ...document.querySelectorAll('.pf-v6-c-card__body')]
  .some((one) => one.scrollWidth > one.clientWidth)`

/** Whether every job of a graph stands inside it; also without a graph. */
const showsWholeGraph = `[...document.querySelectorAll('.console-graph')].every((graph) => {
  const around = graph.getBoundingClientRect()
  return [...graph.querySelectorAll('[data-kind=node]')].every((node) => {
    const box = node.getBoundingClientRect()
    return box.left >= around.left && box.right <= around.right && box.top >= around.top && box.bottom <= around.bottom
  })
})`

/** What is asked for only when somebody unfolds it. */
async function unfold(page: Page): Promise<void> {
  for (const name of ['Packages', 'SBOMs']) {
    for (const button of await page.getByRole('button', { name }).all()) {
      await button.click()
      await page.locator('[role=progressbar][aria-label^=Loading]').first().waitFor({ state: 'detached' })
    }
  }
  // What the pointer happens to rest on tells more than the view does.
  await page.mouse.move(0, 0)
  await page.locator('[role=tooltip]').first().waitFor({ state: 'detached' })
}

/** Once whatever moves for a limited time has come to rest, and two frames were drawn of that. */
const settled = `(async () => {
  const moving = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
  await Promise.allSettled(moving.map(({ finished }) => finished))
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame)
})()`

/** Of the part of the window that the view uses. */
async function picture(page: Page, path: string): Promise<void> {
  const { width = 0 } = page.viewportSize() ?? {}
  await page.screenshot({ path, clip: { x: 0, y: 0, width, height: await usedHeight(page) } })
}

const usedHeight = (page: Page): Promise<number> =>
  page.evaluate(
    'Math.min(innerHeight, 120 + [...document.querySelectorAll("main > *")].reduce((sum, one) => sum + one.scrollHeight, 0))',
  )

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const results = await page.evaluate<AxeResults>('axe.run()')
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
  )
}

/** Something to show in every view. */
async function fill({ queue, database }: ConsoleStack): Promise<Record<Name, string>> {
  const operator = createOperator({ db: database.db })
  const act = { actor: 'alice', reason: 'the build host was on fire' }
  const done = await queue.enqueue(image({ externalId: 'order-17' }))
  await report(queue, await claim(queue, 'image-builder-manifest'), manifestResult)
  await report(queue, await claim(queue, 'osbuild:x86_64'), failedBuildResult)
  await operator.retry(done.composeId, act)
  await report(queue, await claim(queue, 'osbuild:x86_64'), buildResult)
  const failed = await queue.enqueue(image({ channel }))
  await report(queue, await claim(queue, 'image-builder-manifest'), manifestResult)
  await report(queue, await claim(queue, 'osbuild:x86_64'), failedBuildResult)
  const unsolved = await queue.enqueue(image({ channel }))
  await fail(queue, await claim(queue, 'image-builder-manifest'), 'package not found: missing-1.0')
  await operator.cancel(unsolved.composeId, act)
  const running = await queue.enqueue(image())
  await succeed(queue, await claim(queue, 'image-builder-manifest'))
  const worker = await queue.registerWorker(channel, 'x86_64')
  const [build] = await queue.claim({ channel, types: ['osbuild:x86_64'], workers: [worker] })
  await queue.reportProgress(build?.token ?? '', channel, {
    done: 3,
    total: 7,
    subprogress: { done: 1, total: 4 },
  })
  await queue.enqueue(image({ channel: 'org-b' }))
  await operator.pause({ channel: 'org-b', type: 'osbuild' }, act)
  return {
    now: '/',
    composes: '/composes',
    compose: `/composes/${running.composeId}`,
    'built-compose': `/composes/${done.composeId}`,
    'failed-compose': `/composes/${failed.composeId}`,
    job: `/jobs/${failed.jobIds.build}`,
    log: `/jobs/${done.jobIds.build}#log-6`,
    workers: '/workers',
    audit: '/audit',
    apis: '/apis',
    'api-operation': '/apis?document=worker.v1&operation=RequestJob',
    missing: '/nowhere',
  }
}
