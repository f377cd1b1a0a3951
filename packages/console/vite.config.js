import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Everything is served by composer-api below /console, under a policy that allows neither inline nor foreign code. */
export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: {
    target: 'es2022',
    sourcemap: false,
    // Inlined fonts and images would be data: addresses, which the policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { '/console/api': process.env.CONSOLE_API ?? 'http://127.0.0.1:8008' } },
})
