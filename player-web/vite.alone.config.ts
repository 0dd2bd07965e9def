import { defineConfig, mergeConfig } from 'vitest/config';
import { liveOrigin } from './dev/liveOrigin';
import base from './vite.config';

/** `npm run dev:alone`: the page with a small live origin inside the dev server, no other needed. */
export default mergeConfig(
  base,
  defineConfig({ plugins: [liveOrigin()], server: { proxy: {} } }),
);
