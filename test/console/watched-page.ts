import type { Browser, Page } from 'playwright-core'

export interface WatchedPage {
  page: Page
  /** What the page complained about: errors, and what its security policy refused. */
  complaints: string[]
  close(): Promise<void>
}

interface PageOptions {
  scheme?: 'light' | 'dark'
  width?: number
  height?: number
}

/** A page whose complaints are kept. A dialog would mean that a tenant's text became code: it is one, too. */
export async function openPage(
  browser: Browser,
  { scheme = 'light', width = 1440, height = 1000 }: PageOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return { page, complaints, close: () => context.close() }
}
