/** Bundles the main process into one file, since Electron neither runs TypeScript nor needs our packages. */
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    ssr: 'electron/main.ts',
    outDir: 'dist/electron',
    emptyOutDir: true,
    target: 'node24',
    rolldownOptions: { external: ['electron'] },
  },
  ssr: { noExternal: true },
});
