// A Chromium that is installed, driven by playwright-core. It never leaves this machine.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shots = join(dirname(fileURLToPath(import.meta.url)), '../../../artifacts/playground');

function executable() {
  const named = process.env.CHROMIUM;
  const candidates = named ? [named] : (process.env.PATH ?? '').split(delimiter)
    .flatMap(folder => ['chromium', 'chromium-browser', 'google-chrome'].map(name => join(folder, name)));
  return candidates.find(candidate => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const path = executable();
const driver = await import('playwright-core').catch(() => null);

/** Why there is no browser; false if there is one. To be given to each test as its "skip". */
export const noBrowser = !path
  ? 'Chromium is missing: install it, or name it in CHROMIUM'
  : !driver && 'Chromium can\'t be driven: npm ci in tests/playground has not been run';

/**
 * Each session is a window of its own, and in each window the address bar is made of pages, which cost as much as the playground itself.
 * The browser takes the last list alone: the rest of it is the driver's, as far as it concerns such pages and what the browser fetches.
 */
const without = [
  'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'PreloadTopChromeWebUI', 'AimEnabled', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'NetworkTimeServiceQuerying', 'OptimizationHints', 'PaintHolding', 'PreconnectToSearch',
  'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'DestroyProfileOnBrowserClose',
];

/** @param {string[]} args More of the browser's own. */
export const launch = (args = []) => driver.chromium.launch({
  executablePath: path,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', `--disable-features=${without.join()}`, ...args],
});

/** Keeps what the page looks like among the results of the tests. */
export async function screenshot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
