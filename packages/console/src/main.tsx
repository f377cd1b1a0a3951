import '@patternfly/react-core/dist/styles/base.css'
import './console.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { App } from './app'
import { ErrorPage } from './parts/error-page'
import { followColorScheme } from './color-scheme'

const queries = new QueryClient({
  defaultOptions: {
    // Postgres may be away for a while: what was shown stays, with a word about its age, until it is back.
    queries: { retry: false, refetchInterval: 5000, staleTime: 1000 },
  },
})

/** Every view is a chunk of its own: the page shows something before the graph and the charts have come. */
const router = createBrowserRouter(
  [
    {
      path: '/',
      Component: App,
      ErrorBoundary: ErrorPage,
      HydrateFallback: () => null,
      children: [
        { index: true, lazy: async () => ({ Component: (await import('./views/now')).Now }) },
        { path: 'composes', lazy: async () => ({ Component: (await import('./views/composes')).Composes }) },
        {
          path: 'composes/:id',
          lazy: async () => ({ Component: (await import('./views/compose')).Compose }),
        },
        { path: 'jobs/:id', lazy: async () => ({ Component: (await import('./views/job')).Job }) },
        { path: 'workers', lazy: async () => ({ Component: (await import('./views/workers')).Workers }) },
        { path: 'audit', lazy: async () => ({ Component: (await import('./views/audit')).Audit }) },
        { path: 'apis', lazy: async () => ({ Component: (await import('./views/apis')).Apis }) },
        { path: '*', Component: ErrorPage },
      ],
    },
  ],
  { basename: '/console' },
)

followColorScheme()
const root = document.getElementById('root')
if (!root) throw new Error('The page has no root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
