// node live.mjs FOLDER CHROMIUM
//
// FOLDER holds a site with one live figure on `chapter.html`, and `expected.json`: the numbers that its cells must show
// before and after its sliders are moved by keyboard, computed by nalgebra.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { start } from './pages.mjs';

const [folder, executable] = process.argv.slice(2);
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
const failures = [];

/** What the cells of the figure show, in the drawing and in the table. */
const shown = (page) => page.evaluate(() => {
  const read = (within, kind) => Object.fromEntries([...document.querySelectorAll(`${within} ${kind}[data-of]`)]
    .map((cell) => [`${cell.dataset.of} ${cell.dataset.at}`, cell.textContent]));
  return { drawing: read('svg', 'text'), table: read('table', 'span') };
});

const compare = (what, found, wanted) => {
  for (const [place, text] of Object.entries(wanted)) {
    if (found[place] !== text) failures.push(`${what}: ${place} shows ${found[place]}, nalgebra has ${text}`);
  }
  if (Object.keys(found).length !== Object.keys(wanted).length) failures.push(`${what}: ${Object.keys(found).length} cells`);
};

const browser = await start(executable);
for (const javaScriptEnabled of [false, true]) {
  const context = await browser.newContext({ viewport: { width: 375, height: 900 }, javaScriptEnabled });
  const page = await context.newPage();
  page.on('console', (message) => failures.push(`the console says: ${message.text()}`));
  page.on('pageerror', (error) => failures.push(`the script fails: ${error}`));
  page.on('request', (request) => { if (!request.url().startsWith('file:')) failures.push(`asks for ${request.url()}`); });
  await page.goto(pathToFileURL(join(folder, 'chapter.html')).href);
  const name = javaScriptEnabled ? 'with scripts' : 'without scripts';
  const before = await shown(page);
  compare(`${name}, drawing`, before.drawing, expected.before);
  compare(`${name}, table`, before.table, expected.before);
  const sliders = page.locator('input[type=range]');
  const count = await sliders.count();
  if (count !== (javaScriptEnabled ? expected.keys.length : 0)) failures.push(`${name}: ${count} sliders`);
  if (javaScriptEnabled) {
    for (const [at, keys] of expected.keys.entries()) {
      const label = await sliders.nth(at).evaluate((it) => it.labels[0]?.textContent ?? '');
      if (!label.startsWith('z')) failures.push(`slider ${at + 1} is labelled ${label}`);
      await sliders.nth(at).focus();
      for (const key of keys) await page.keyboard.press(key);
    }
    const after = await shown(page);
    compare('moved, drawing', after.drawing, expected.after);
    compare('moved, table', after.table, expected.after);
  }
  await context.close();
}
await browser.close();
console.log(`sliders against nalgebra: ${failures.length} complaints`);
if (failures.length) {
  console.error(failures.slice(0, 40).join('\n'));
  process.exit(1);
}
