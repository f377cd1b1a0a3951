import type { Catalog } from './catalog.js'

export type ReloadOutcome = { reloaded: true; catalog: Catalog } | { reloaded: false; error: unknown }

/** Holds the catalogue in use. A request calls `current()` once and uses that catalogue to its end. */
export interface CatalogHolder {
  current(): Catalog
  /**
   * Loads the catalogue again, for example on SIGHUP. After a failure the old one stays in use; the outcome says why.
   */
  reload(): Promise<ReloadOutcome>
}

/** Loads the first catalogue. Rejects when `load` does. */
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
