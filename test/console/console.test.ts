import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
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
import { openPage, type WatchedPage } from './watched-page.js'

await describeInBrowser('the console in a browser', () => {
  let stack: ConsoleStack
  let browser: Browser
  let watched: WatchedPage
  let page: Page

  beforeAll(async () => {
    stack = await startConsole()
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await stack.stop()
  })
  beforeEach(async () => {
    await stack.database.db.raw(
      'TRUNCATE composes, job_leases, workers, lane_pauses, audit_log, revoked_tokens CASCADE',
    )
    watched = await openPage(browser)
    page = watched.page
  })
  afterEach(() => watched.close())

  const open = (path: string) => page.goto(stack.url + path)
  const graph = (words: RegExp) => page.getByRole('group', { name: words }).waitFor()
  const seen = (text: string | RegExp) => page.getByText(text).first().waitFor()
  /** Presses a button that opens a dialog, says why, and confirms. */
  async function act(
    label: string,
    reason: string,
    fill: (dialog: ReturnType<Page['getByRole']>) => Promise<void> = async () => {},
  ) {
    await page.getByRole('button', { name: label, exact: true }).first().click()
    const dialog = page.getByRole('dialog')
    await fill(dialog)
    await dialog.getByLabel('Reason').fill(reason)
    await dialog.getByRole('button', { name: label, exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
  }

  it('follows a compose through its states on the graph, without a reload', async () => {
    const { composeId } = await stack.queue.enqueue(image())
    await open(`/composes/${composeId}`)
    await graph(/manifest ready; build waiting/)
    const manifest = await claim(stack.queue, 'image-builder-manifest')
    await graph(/manifest running; build waiting/)
    await succeed(stack.queue, manifest)
    await graph(/manifest succeeded; build ready/)
    const build = await claim(stack.queue, 'osbuild:x86_64')
    await stack.queue.reportProgress(build.token, channel, {
      done: 3,
      total: 7,
      subprogress: { done: 1, total: 4 },
    })
    await seen('3 of 7, stage 1 of 4')
    await succeed(stack.queue, build)
    await graph(/manifest succeeded; build succeeded/)
    expect(watched.complaints).toEqual([])
  })

  it('shows why a build failed, and retries it to success', async () => {
    const { composeId } = await stack.queue.enqueue(image())
    await succeed(stack.queue, await claim(stack.queue, 'image-builder-manifest'))
    await fail(stack.queue, await claim(stack.queue, 'osbuild:x86_64'), 'disk full')
    await open(`/composes/${composeId}`)
    await seen('build: disk full (10)')
    await act('Retry from failure', 'the disk is larger now')
    await graph(/manifest succeeded; build ready/)
    await succeed(stack.queue, await claim(stack.queue, 'osbuild:x86_64'))
    await graph(/manifest succeeded; build succeeded/)
    await seen('the disk is larger now')
    expect(watched.complaints).toEqual([])
  })

  it('cancels a compose, and says who did', async () => {
    const { composeId } = await stack.queue.enqueue(image())
    await open(`/composes/${composeId}`)
    await act('Cancel', 'wrong region')
    await graph(/manifest cancelled; build cancelled/)
    await open('/audit')
    const row = page.getByRole('row', { name: /wrong region/ })
    await row.waitFor()
    expect(await row.innerText()).toContain('alice')
  })

  it('pauses a lane, whose jobs then wait, and resumes it', async () => {
    await stack.queue.enqueue(image())
    await open('/')
    await act('Pause a lane', 'host on fire', (dialog) =>
      dialog.getByLabel('Type').fill('image-builder-manifest'),
    )
    await seen('Paused: every tenant, image-builder-manifest')
    const asked = { channel, types: ['image-builder-manifest'], workers: [null] }
    expect(await stack.queue.claim(asked)).toEqual([])
    await act('Resume', 'fire is out')
    await page.getByText('Paused: every tenant').waitFor({ state: 'detached' })
    expect(await stack.queue.claim(asked)).toHaveLength(1)
  })

  it('takes a running job from its worker', async () => {
    await stack.queue.enqueue(image())
    const held = await claim(stack.queue, 'image-builder-manifest')
    await open(`/jobs/${held.id}`)
    await act('Requeue', 'the worker hangs')
    await seen('requeued')
    expect(await stack.queue.renew(held.token, channel)).toMatchObject({ state: 'cancelled' })
  })

  it('forgets a worker, whose next call is told to register again', async () => {
    const worker = await stack.queue.registerWorker(channel, 'x86_64')
    await stack.queue.enqueue(image())
    const [held] = await stack.queue.claim({ channel, types: ['image-builder-manifest'], workers: [worker] })
    await open('/workers')
    await seen('image-builder-manifest')
    await act('Expire', 'the host is gone')
    await page.getByText('image-builder-manifest').first().waitFor({ state: 'detached' })
    expect(await stack.queue.touchWorker(worker, channel)).toBe(false)
    expect(await stack.queue.renew(held?.token ?? '', channel)).toMatchObject({ state: 'running' })
    await open('/audit')
    const row = page.getByRole('row', { name: /the host is gone/ })
    await row.waitFor()
    expect(await row.innerText()).toMatch(/alice[^]*expire/)
    expect(watched.complaints).toEqual([])
  })

  it('finds a compose by the beginning of its id, and puts the filter into the address', async () => {
    const { composeId } = await stack.queue.enqueue(image())
    await stack.queue.enqueue(image({ channel: 'org-b' }))
    await open('/composes')
    await page.getByRole('link', { name: composeId }).waitFor()
    await page.getByLabel('Tenant lane').fill('org-b')
    await page.getByRole('link', { name: composeId }).waitFor({ state: 'detached' })
    expect(page.url()).toContain('tenant=org-b')
    await open(`/composes?id=${composeId.slice(0, 30)}`)
    await page.getByRole('link', { name: composeId }).waitFor()
  })

  it('lists and pages a hundred thousand composes', async () => {
    await stack.database.db.raw(`
      INSERT INTO composes (id, channel, kind, request, created_at, expires_at)
      SELECT gen_random_uuid(), 'org-' || n % 50, 'image', '{"distribution":"fedora-43"}',
        now() - make_interval(secs => n), now() + interval '1 day' FROM generate_series(1, 100000) AS n`)
    await open('/composes')
    const rows = page.getByRole('grid', { name: 'Composes' }).locator('tbody tr')
    await rows.nth(49).waitFor()
    await page.getByRole('button', { name: 'Show older ones' }).click()
    await rows.nth(99).waitFor()
    await open('/composes?tenant=org-7')
    await rows.nth(49).waitFor()
    await seen('org-7')
    expect(watched.complaints).toEqual([])
  })

  it('opens a log of 20 MiB, searches it and leads to a line', async () => {
    const { jobIds } = await stack.queue.enqueue(image())
    await succeed(stack.queue, await claim(stack.queue, 'image-builder-manifest'))
    const lines = Array.from({ length: 200_000 }, (_, n) => `line ${n} ${'x'.repeat(90)}`)
    lines[150_000] = 'here is the needle'
    const result = {
      osbuild_output: { log: { os: [{ type: 'org.osbuild.rpm', output: lines.join('\n') }] } },
    }
    await succeed(stack.queue, await claim(stack.queue, 'osbuild:x86_64'), JSON.stringify(result))
    await open(`/jobs/${jobIds.build}#log-150002`)
    await seen('here is the needle')
    await page.getByLabel('Search the log').first().fill('the needle')
    await page.getByText('1 / 1').first().waitFor()
    expect(watched.complaints).toEqual([])
  })

  it('unfolds the stage that failed, and leads to its line in the whole log', async () => {
    const { composeId, jobIds } = await stack.queue.enqueue(image())
    await report(stack.queue, await claim(stack.queue, 'image-builder-manifest'), manifestResult)
    await report(stack.queue, await claim(stack.queue, 'osbuild:x86_64'), failedBuildResult)
    await open(`/composes/${composeId}`)
    await seen('os: org.osbuild.grub2: no space left on device')
    await page
      .getByRole('region', { name: 'Logs' })
      .getByText('no space left on device', { exact: true })
      .waitFor()
    expect(await page.getByText('Preparing packages...').count()).toBe(0)
    await page.getByRole('button', { name: /build: org.osbuild.rpm/ }).click()
    await seen('Preparing packages...')
    await page.getByRole('link', { name: 'Line 3 of the whole log' }).click()
    await seen('## os org.osbuild.grub2 (failed)')
    expect(page.url()).toContain(`/jobs/${jobIds.build}#log-3`)
    await page.getByLabel('Line of the log').fill('4')
    await page.waitForURL(/#log-4$/)
    await page.getByText('2', { exact: true }).click()
    await page.waitForURL(/#log-2$/)
    expect(watched.complaints).toEqual([])
  })

  it('tells what is in an image and where it went, and offers its SBOMs and its file', async () => {
    const { composeId, jobIds } = await stack.queue.enqueue(image())
    await report(stack.queue, await claim(stack.queue, 'image-builder-manifest'), manifestResult)
    await report(stack.queue, await claim(stack.queue, 'osbuild:x86_64'), buildResult)
    await open(`/composes/${composeId}`)
    await seen('org.osbuild.aws, ami ami-0123456789, region eu-central-1')
    await page.getByRole('button', { name: 'Packages' }).click()
    await seen('<i>kernel</i>')
    await page.getByLabel('Search the packages').fill('bas')
    await page.getByText('<i>kernel</i>').waitFor({ state: 'detached' })
    await seen('5.3-1.fc43')
    await page.getByRole('button', { name: 'SBOMs' }).click()
    const [sbom] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Save the SBOM of os' }).click(),
    ])
    expect(sbom.suggestedFilename()).toBe(`${jobIds.build}-os.spdx.json`)
    expect(JSON.parse(await readFile(await sbom.path(), 'utf8'))).toEqual(
      manifestResult.sbom_docs.os.document,
    )
    const file = page.getByRole('link', { name: 'Download disk.qcow2' })
    expect(await file.getAttribute('href')).toBe(`/console/api/jobs/${jobIds.build}/file`)
    expect(watched.complaints).toEqual([])
  })

  it('lists new composes by themselves', async () => {
    await open('/composes')
    await seen('There are no composes yet')
    const { composeId } = await stack.queue.enqueue(image())
    await page.getByRole('link', { name: composeId }).waitFor()
  })

  it('shows what tenants and workers write as text, whatever it looks like', async () => {
    const evil = '<img src=x onerror=alert(1)>\u001b[2J{{7*7}}'
    const { composeId, jobIds } = await stack.queue.enqueue(
      image({
        externalId: evil,
        request: JSON.stringify({ distribution: evil, image_request: { image_type: evil } }),
      }),
    )
    await fail(stack.queue, await claim(stack.queue, 'image-builder-manifest'), evil)
    await fail(stack.queue, await claim(stack.queue, 'osbuild:x86_64'), evil)
    for (const path of [`/composes/${composeId}`, `/jobs/${jobIds.build}`, '/composes']) {
      await open(path)
      await seen('<img src=x onerror=alert(1)>')
      expect(await page.locator('img[src="x"]').count()).toBe(0)
    }
    expect(watched.complaints).toEqual([])
  })

  it('keeps the last known state while Postgres is away, and goes on when it is back', async () => {
    const { composeId } = await stack.queue.enqueue(image())
    await open(`/composes/${composeId}`)
    await graph(/manifest ready/)
    const name = new URL(stack.database.url).pathname.slice(1)
    await stack.server(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
    await stack.server(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
    await seen('The server does not answer. What you see is the last known state.')
    await graph(/manifest ready/)
    await stack.server(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
    await page.getByText('The server does not answer').waitFor({ state: 'detached' })
    const manifest = await claim(stack.queue, 'image-builder-manifest')
    await graph(/manifest running/)
    await succeed(stack.queue, manifest)
  })
})
