import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** What ends up in the page, and the licence each package is under. */
const PACKAGES = ['dashjs', 'hls.js', 'rx-player', 'shaka-player', 'uplot'];
const LICENCE_FILES = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'];

/** Writes THIRD-PARTY.txt beside the page: name, version, licence and its text, per package. */
export function thirdPartyLicences(): Plugin {
  return {
    name: 'third-party-licences',
    apply: 'build',
    generateBundle() {
      const parts = PACKAGES.map(describe);
      const source = `The player page contains the following packages.\n\n${parts.join('\n')}`;
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.txt', source });
    },
  };
}

function describe(name: string): string {
  const folder = fileURLToPath(new URL(`../node_modules/${name}/`, import.meta.url));
  const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as {
    version: string;
    license: string;
  };
  const file = LICENCE_FILES.map((each) => folder + each).find((each) => existsSync(each));
  if (file === undefined) throw new Error(`${name} ${version} has no licence text`);
  const rule = '='.repeat(78);
  return `${rule}\n${name} ${version} (${license})\n${rule}\n\n${readFileSync(file, 'utf8')}\n${bundled(folder)}`;
}

/** Licences of what a package itself has bundled, where it says so. */
function bundled(folder: string): string {
  const file = `${folder}dist/modern/esm/dash.all.min.js.LICENSE.txt`;
  return existsSync(file) ? `--- bundled inside it ---\n\n${readFileSync(file, 'utf8')}\n` : '';
}
