/** Runs dependency-cruiser on the current folder: `node build/layers.mjs [--output-type json]`. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';

// dependency-cruiser parses with swc (it cannot use TypeScript 7), but never tells it that a .tsx file holds JSX.
const swc = createRequire(import.meta.url)('@swc/core');
const { parseFileSync } = swc;
/** @type {(file: string, options: object) => unknown} */
swc.parseFileSync = (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') });

process.argv.push('--config', join(import.meta.dirname, '../.dependency-cruiser.mjs'), '.');
const commandLine = '../node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
await import(commandLine);
