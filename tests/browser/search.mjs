// node search.mjs FOLDER CHROMIUM
//
// FOLDER holds a built site. Search, short addresses and copying, from file://, by keyboard alone, and without JavaScript.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { start } from './pages.mjs';

const [folder, executable] = process.argv.slice(2);
const at = (file) => pathToFileURL(join(folder, file)).href;
const failures = [];
const expect = (it, words) => { if (!it) failures.push(words); };

/** Types a query and reads what is found: addresses with their formulas. */
async function search(page, query) {
  await page.keyboard.press('Control+a');
  await page.keyboard.type(query);
  return page.$$eval('#results li', (items) => items.map((it) => ({
    address: it.querySelector('a').getAttribute('href'), tex: it.querySelector('code')?.textContent ?? null,
  })));
}

const browser = await start(executable);
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
const page = await context.newPage();
const site = pathToFileURL(folder).href;
page.on('request', (request) => expect(request.url().startsWith(site), `asks for ${request.url()}`));
page.on('console', (message) => expect(false, `the console says: ${message.text()}`));
page.on('pageerror', (error) => expect(false, String(error)));

await page.goto(at('search.html'));
await page.locator('#query').focus();
const indicator = await search(page, 'indicator');
expect(indicator.some((it) => it.address === './indicator.html#indicator.def'), 'the word “indicator” does not find its definition');
for (const query of ['s_j - y_j', 's_{j}-y_j', 's_j − y_j']) {
  const found = await search(page, query);
  const gradient = found.filter((it) => it.address === './gradient.html#ce.gradient');
  expect(gradient.length === 1, `“${query}” finds the gradient ${gradient.length} times`);
  expect(found[0]?.tex?.includes('s_j - y_j'), `“${query}” does not find a display first`);
  expect(new Set(found.map((it) => it.address + it.tex)).size === found.length, `“${query}” finds a place twice`);
}
expect((await search(page, 'zzzz')).length === 0 && await page.textContent('#count') === '0 places', 'what does not occur is found');
for (const hostile of ['<img src=x onerror=alert(1)>', '((((', '\\', '[', '*'.repeat(50)]) await search(page, hostile);
await search(page, 's_j - y_j');
await page.keyboard.press('Tab');
await page.keyboard.press('Enter');
await page.waitForURL((url) => url.hash !== '', { timeout: 5000 }).catch(() => expect(false, 'a result cannot be followed by keyboard'));

await page.goto(at('gradient.html'));
const step = page.locator('[id="ce.gradient"]');
await step.locator('summary').first().focus();
await page.keyboard.press('Enter');
const button = step.locator('button', { hasText: 'Copy LaTeX' });
await button.focus();
await page.keyboard.press('Enter');
await page.waitForTimeout(300);
const copied = await page.evaluate(() => navigator.clipboard.readText()).catch((error) => String(error));
expect(copied.includes('s_j - y_j'), `copied is “${copied}”`);
for (const name of ['BibTeX', 'CSL-JSON', 'MathML', 'Rust']) {
  expect(await step.locator('button', { hasText: `Copy ${name}` }).count() === 1, `${name} cannot be copied`);
}
await page.goto(at('s/ce.gradient.html'));
await page.waitForURL((url) => url.href === at('gradient.html') + '#ce.gradient', { timeout: 5000 })
  .catch(() => expect(false, 'the short address does not lead to its step'));
await context.close();

const plain = await browser.newContext({ javaScriptEnabled: false });
const quiet = await plain.newPage();
await quiet.goto(at('search.html'));
expect(await quiet.locator('noscript').isVisible(), 'without JavaScript the search page does not say so');
expect(!await quiet.locator('#query').isVisible(), 'without JavaScript there is a field that does nothing');
await quiet.goto(at('s/ce.gradient.html'));
await quiet.waitForURL((url) => url.hash === '#ce.gradient', { timeout: 5000 })
  .catch(() => expect(false, 'without JavaScript the short address does not lead to its step'));
await browser.close();
console.log(`search, copying and short addresses: ${failures.length} complaints`);
if (failures.length) {
  console.error(failures.slice(0, 40).join('\n'));
  process.exit(1);
}
