import { describe, it } from '@jest/globals'
import sparticuz from '@sparticuz/chromium'
import playwright, { type Browser } from 'playwright-core'

/** Not those of the package: with them all of Chromium is one process, which ends with the first page that is closed. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A headless Chromium from its npm package; runs as root, too. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: flags,
    headless: true,
  })
}

/** Whether that Chromium starts here; the reason when it does not. */
async function browserTrouble(): Promise<string | undefined> {
  try {
    await (await launchBrowser()).close()
    return undefined
  } catch (error) {
    return (error as Error).message.split('\n')[0]
  }
}

/** A suite that needs the browser; where it does not start, skipped with the reason as its only test's name. */
export async function describeInBrowser(name: string, suite: () => void): Promise<void> {
  const trouble = await browserTrouble()
  if (trouble === undefined) describe(name, suite)
  else describe(name, () => it.skip(`Chromium does not start here: ${trouble}`, () => undefined))
}
