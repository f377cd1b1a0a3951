import type { Catalog } from './catalog.js'

export type ReloadOutcome = { reloaded: true; catalog: Catalog } | { reloaded: false; error: unknown }

/** The catalogue in use. Requests take `current()` once and keep it to their end. */
export interface CatalogHolder {
  current(): Catalog
  /** Loads anew, for example on SIGHUP. When that fails the old catalogue stays, and the outcome says why. */
  reload(): Promise<ReloadOutcome>
}

/** Loads the first catalogue; its failure is the caller's. */
export async function createCatalogHolder(load: () => Promise<Catalog>): Promise<CatalogHolder> {
  let catalog = await load()
  let running: Promise<ReloadOutcome> | undefined

  const reload = async (): Promise<ReloadOutcome> => {
    try {
      catalog = await load()
      return { reloaded: true, catalog }
    } catch (error) {
      return { reloaded: false, error }
    } finally {
      running = undefined
    }
  }
  return { current: () => catalog, reload: () => (running ??= reload()) }
}
