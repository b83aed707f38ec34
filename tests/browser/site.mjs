// node site.mjs FOLDER CHROMIUM
//
// FOLDER holds a built site. Every page is opened from file:// with JavaScript off, at three widths, light and dark, and
// printed; what a reader would trip over is reported.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { start } from './pages.mjs';

const [folder, executable] = process.argv.slice(2);
const WIDTHS = [1280, 375, 320];

/** The HTML files below a folder. */
function pages(below) {
  return readdirSync(below, { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    // The short addresses only lead on; search.mjs follows them.
    if (entry.isDirectory()) return relative(folder, path) === 's' ? [] : pages(path);
    return entry.name.endsWith('.html') ? [path] : [];
  });
}

/** What is wrong with the page as it is laid out now; runs in the browser. */
function look(width) {
  const name = (it) => `${it.tagName.toLowerCase()}.${it.className} in #${it.closest('[id]')?.id}`;
  const wrong = [];
  const root = document.scrollingElement;
  if (root.scrollWidth > root.clientWidth) wrong.push(`the page itself scrolls sideways by ${root.scrollWidth - root.clientWidth}px`);
  for (const it of document.querySelectorAll('body *')) {
    const scrolls = ['auto', 'scroll'].includes(getComputedStyle(it).overflowX) && it.scrollWidth > it.clientWidth + 1;
    const may = width < 1000 && it.matches('.display, .table, .katex-display');
    if (scrolls && !may && it.id !== 'contents') wrong.push(`${name(it)} scrolls sideways`);
  }
  for (const it of document.querySelectorAll('main p, main li, main td, main th')) {
    const box = it.getBoundingClientRect();
    const inTable = it.closest('.table');
    if (box.right > root.clientWidth + 1 && !inTable) wrong.push(`${name(it)} reaches over the edge`);
  }
  if (document.querySelectorAll('h1').length < 1) wrong.push('no heading of the first level');
  if (document.querySelectorAll('main').length !== 1) wrong.push('not exactly one main part');
  if (!document.documentElement.lang) wrong.push('no language');
  const formulas = document.querySelectorAll('.katex');
  if ([...formulas].some((it) => !it.querySelector('math'))) wrong.push('a formula without MathML');
  const shown = document.querySelector('.katex-html .mathnormal, .katex-html .mord');
  if (shown && !getComputedStyle(shown).fontFamily.includes('KaTeX')) wrong.push('formulas are not set in their fonts');
  return wrong;
}

/** A tab without JavaScript that notes whatever goes wrong while it loads pages. */
async function open(browser, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled: false });
  const page = await context.newPage();
  const wrong = [];
  const site = pathToFileURL(folder).href;
  page.on('request', (request) => {
    if (!request.url().startsWith(site) && !request.url().startsWith('data:')) wrong.push(`asks for ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    // The next page may be opened before the icon of this one is there.
    if (!request.failure().errorText.includes('ERR_ABORTED')) wrong.push(`cannot load ${request.url()}`);
  });
  page.on('console', (message) => wrong.push(`the console says: ${message.text()}`));
  return { page, wrong, width, colorScheme };
}

/** Opens a page and looks at it; `spoil` may break it first, to show that looking notices. */
async function visit({ page, wrong, width, colorScheme }, path, spoil) {
  wrong.length = 0;
  await page.goto(pathToFileURL(path).href);
  await page.evaluate(() => document.fonts.ready.then(() => true));
  if (spoil) await page.evaluate(spoil);
  const faces = await page.evaluate(() => [...document.fonts].filter((face) => face.status === 'error').map((face) => face.family));
  const seen = [...wrong, ...await page.evaluate(look, width), ...faces.map((family) => `the font ${family} cannot be used`)];
  return seen.map((what) => `${relative(folder, path)} at ${width}px, ${colorScheme}: ${what}`);
}

/** Breaks on purpose, each with the words that must be reported. */
const SPOILT = {
  'the page itself scrolls': () => {
    const wide = document.querySelector('main').appendChild(document.createElement('div'));
    wide.textContent = 'x';
    wide.style.width = '3000px';
  },
  'scrolls sideways': () => {
    const frame = document.querySelector('main').appendChild(document.createElement('div'));
    const wide = frame.appendChild(document.createElement('div'));
    frame.style.overflowX = 'auto';
    wide.textContent = 'x';
    wide.style.width = '3000px';
  },
  'a formula without MathML': () => { document.querySelector('.katex math').remove(); },
  'no language': () => { document.documentElement.lang = ''; },
};

/** The compressed size in KB of a page with all that it loads. */
async function weight(browser, path) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const loaded = new Set();
  page.on('request', (request) => { if (request.url().startsWith('file:')) loaded.add(request.url()); });
  await page.goto(pathToFileURL(path).href);
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await context.close();
  const sizes = [...loaded].map((url) => gzipSync(readFileSync(fileURLToPath(url)), { level: 9 }).length);
  return { kilobytes: sizes.reduce((sum, size) => sum + size, 0) / 1024, files: loaded.size };
}

const browser = await start(executable);
const failures = [];
const all = pages(folder).filter((path) => !path.endsWith('print.html'));
if (all.length === 0) failures.push('no page to look at');
const tabs = [];
for (const width of WIDTHS) tabs.push(await open(browser, width, 'light'));
tabs.push(await open(browser, 1280, 'dark'));
for (const tab of tabs) {
  for (const path of all) failures.push(...await visit(tab, path));
}
failures.push(...await visit(tabs[0], join(folder, 'print.html')));
const controlled = all.find((path) => path.endsWith('jacobian.html')) ?? all[0];
for (const [words, spoil] of Object.entries(SPOILT)) {
  const noticed = await visit(tabs[0], controlled, spoil);
  if (!noticed.some((what) => what.includes(words))) failures.push(`a page spoilt on purpose is not noticed: ${words}`);
}
const first = await weight(browser, join(folder, 'index.html'));
if (first.kilobytes > 150 || first.files < 5) failures.push(`the first page weighs ${first.kilobytes.toFixed(1)} KB in ${first.files} files`);
await browser.close();
console.log(`the first page with its fonts: ${first.kilobytes.toFixed(1)} KB compressed`);
console.log(`${all.length} pages at ${WIDTHS.join(', ')}px, light and dark, without JavaScript: ${failures.length} complaints`);
if (failures.length) {
  console.error(failures.slice(0, 40).join('\n'));
  process.exit(1);
}
