/** Builds the pages into dist/pages: one entry each, served by the station below its own address. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../dist/pages',
    emptyOutDir: true,
    // Chromium 120 is the oldest that a kiosk's Debian or Electron brings.
    target: 'chrome120',
    // The security policy allows no inline script and no data: style, font or script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        kiosk: `${import.meta.dirname}/kiosk/index.html`,
        gate: `${import.meta.dirname}/gate/index.html`,
        dock: `${import.meta.dirname}/dock/index.html`,
        technician: `${import.meta.dirname}/technician/index.html`,
        caller: `${import.meta.dirname}/caller/index.html`,
        board: `${import.meta.dirname}/board/index.html`,
        phone: `${import.meta.dirname}/phone/index.html`,
        rating: `${import.meta.dirname}/rating/index.html`,
        statistics: `${import.meta.dirname}/statistics/index.html`,
        'hall-admin': `${import.meta.dirname}/hall-admin/index.html`,
      },
    },
  },
});
