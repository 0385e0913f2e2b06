// Opens every page in Chromium, as a reader has it: both languages, light and dark, phone and desk, with and without
// script. Prints a line a breach: of WCAG 2.2 AA as axe-core sees it, of valid HTML, of the budget of a page.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(process.argv[2] + '/package.json');
const { chromium } = require('playwright-core');
const { HtmlValidate } = require('html-validate');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [, , , base, executablePath, ...pages] = process.argv;
const BYTES_MOST = 150 * 1024, PAINT_MOST_MS = 300;

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: { 'no-trailing-whitespace': 'off', 'long-title': 'off', 'no-inline-style': 'off', 'void-style': 'off' },
});
// All four views where there is time; else the two that differ most.
const views = process.env.EARSHOT_THOROUGH ? [['light', 320], ['light', 1280], ['dark', 320], ['dark', 1280]]
                                           : [['light', 1280], ['dark', 320]];
let breaches = 0, looked = 0, slowest = 0, heaviest = 0;
const breach = (where, what) => { breaches++; console.log(`${where}: ${what}`); };

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
for (const path of pages) {
  for (const lang of ['cy', 'en']) {
    const address = base + path + (path.includes('?') ? '&' : '?') + 'lang=' + lang;
    const html = await (await fetch(address)).text();
    for (const result of (await validator.validateString(html)).results)
      for (const one of result.messages)
        breach(address, `${one.ruleId} at line ${one.line}: ${one.message}`);
    for (const [colorScheme, width] of views) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      const page = await context.newPage();
      let bytes = 0;
      page.on('response', async (answer) => { bytes += Number(answer.headers()['content-length'] || 0); });
      page.on('pageerror', (error) => breach(address, error.message));
      await page.goto(address, { waitUntil: 'load' });
      const where = `${address} ${colorScheme} ${width}`;
      const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) breach(where, `scrolls sideways: ${wide} px`);
      if (bytes > BYTES_MOST) breach(where, `${bytes} bytes`);
      await page.addScriptTag({ content: axe });
      const found = await page.evaluate(() => axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
      for (const one of found.violations)
        breach(where, `${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 160)}`);
      slowest = Math.max(slowest, paint);
      heaviest = Math.max(heaviest, bytes);
      looked++;
      await context.close();
    }
  }
}
await browser.close();
if (slowest > PAINT_MOST_MS) console.log(`the slowest first paint took ${Math.round(slowest)} ms (over ${PAINT_MOST_MS})`);
console.log(`${looked} looks, heaviest ${heaviest} bytes, slowest first paint ${Math.round(slowest)} ms, ${breaches} breaches`);
process.exit(breaches ? 1 : 0);
