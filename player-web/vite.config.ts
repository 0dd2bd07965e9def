import { defineConfig } from 'vitest/config';
import { contentSecurityPolicy } from './dev/contentSecurityPolicy.ts';
import { thirdPartyLicences } from './dev/thirdPartyLicences.ts';

/** `npm run dev` hands everything that is not the page itself to an origin. */
const origin = process.env['SMOOTHLAB_ORIGIN'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  // The origin serves the page below /player/; a relative base lets it live anywhere.
  base: './',
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Nothing may become a data: URL or inline script: the page runs under a strict CSP.
    assetsInlineLimit: 0,
    // The player, its smallest relative and the operators' page, side by side.
    rollupOptions: { input: ['index.html', 'html5.html', 'admin.html'] },
    chunkSizeWarningLimit: 1200,
  },
  plugins: [contentSecurityPolicy(), thirdPartyLicences()],
  server: {
    proxy: { '^/api/': { target: origin }, '^/.*\\.isml?/': { target: origin } },
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
  },
});
