// node print.mjs FOLDER CHROMIUM
//
// FOLDER holds a built site. Its print edition becomes FOLDER/../book.pdf; what would be clipped on paper is reported,
// and what the chapters have and the print edition lacks.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { start } from './pages.mjs';

const [folder, executable] = process.argv.slice(2);
/** The text of a sheet of A4 with the margins below, in pixels of CSS. */
const PAPER = { width: 669, height: 990 };

/** The HTML files below a folder that are chapters. */
function pages(below) {
  return readdirSync(below, { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return ['s', 'index'].includes(relative(folder, path)) ? [] : pages(path);
    return entry.name.endsWith('.html') && !['print.html', 'search.html'].includes(relative(folder, path)) ? [path] : [];
  });
}

/** What reaches over the edge of the paper; runs in the browser. */
function clipped() {
  const edge = document.querySelector('main').getBoundingClientRect().right;
  const wrong = [];
  for (const it of document.querySelectorAll('main .katex-html .base, main pre, main table, main p, main .seal, main svg')) {
    if (it.closest('details:not([open])') && !it.closest('summary')) continue;
    const box = it.getBoundingClientRect();
    if (box.right > edge + 1.5 && box.width > 0) wrong.push(`${it.tagName} ${it.className.baseVal ?? it.className} in #${it.closest('[id]')?.id} by ${Math.round(box.right - edge)}px`);
  }
  return wrong;
}

/** Number, seals and formula of every display that has something to say; runs in the browser. */
function displays() {
  return [...document.querySelectorAll('main :is(.step, .claim, .exhibit)')].map((it) => {
    const text = (part) => it.querySelector(part)?.textContent ?? '';
    return [text('.number'), text('summary'), text('annotation')].join(' | ');
  });
}

const browser = await start(executable);
const context = await browser.newContext({ viewport: PAPER, javaScriptEnabled: false });
const page = await context.newPage();
await page.emulateMedia({ media: 'print' });
await page.goto(pathToFileURL(join(folder, 'print.html')).href);
await page.evaluate(() => document.fonts.ready.then(() => true));
const failures = (await page.evaluate(clipped)).map((what) => `clipped on paper: ${what}`);
const printed = await page.evaluate(displays);
await page.pdf({ path: join(folder, '..', 'book.pdf'), format: 'A4', margin: { top: '18mm', bottom: '18mm', left: '16.5mm', right: '16.5mm' } });
await page.evaluate(() => { document.querySelector('main p').style.width = '2000px'; });
if ((await page.evaluate(clipped)).length === failures.length) failures.push('a paragraph that is clipped on purpose is not noticed');
const shown = [];
for (const path of pages(folder)) {
  await page.goto(pathToFileURL(path).href);
  shown.push(...await page.evaluate(displays));
}
await browser.close();
if (shown.length < 1 || [...shown].sort().join('\n') !== [...printed].sort().join('\n')) {
  const missing = shown.filter((it) => !printed.includes(it));
  failures.push(`the print edition shows ${printed.length} displays where the chapters show ${shown.length}; first missing: ${missing[0]}`);
}
console.log(`${printed.length} displays on paper: ${failures.length} complaints`);
if (failures.length) {
  console.error(failures.slice(0, 40).join('\n'));
  process.exit(1);
}
