// Pages with formulas, one with quod's stylesheet and fonts and one with KaTeX's own, and pictures of them.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { PNG } from 'pngjs';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  '--allow-file-access-from-files', // so that a page may read the rules of its stylesheet
];

/** KaTeX's own stylesheet, of the very version that katex-rs follows. */
export const THEIRS = join(dirname(createRequire(import.meta.url).resolve('katex/package.json')), 'dist', 'katex.css');

/** The ways in which a page is looked at; at most `crowded` displays have no room for their tag. */
export const VIEWS = [
  { name: 'wide', width: 1280, colorScheme: 'light', media: 'screen', inline: true, crowded: 0 },
  { name: 'phone', width: 375, colorScheme: 'light', media: 'screen', inline: true, crowded: 1 },
  { name: 'dark', width: 1280, colorScheme: 'dark', media: 'screen', inline: false, crowded: 0 },
  { name: 'print', width: 1280, colorScheme: 'light', media: 'print', inline: false, crowded: 0 },
];

/** A list cut into lists of at most `size`. */
export function chunks(list, size) {
  return list.length ? [list.slice(0, size), ...chunks(list.slice(size), size)] : [];
}

/** Starts the browser with a fresh profile, which Playwright makes and removes. */
export function start(executablePath) {
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

// Each formula has a box of its own that cuts off what reaches out of it: KaTeX's stylesheet lets a wide display run
// over the edge of the page where quod's scrolls, and what is seen of it must be the same. What a formula must not
// inherit from the text around it is set to something odd.
const FRAME = `
  :root { color-scheme: light dark; }
  body { margin: 12px; font: 17px/1.5 "DejaVu Sans", sans-serif; color: #222; background: #fff; }
  @media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818; } }
  .box { display: flow-root; overflow: hidden; }
  .box { text-indent: 2em; text-rendering: geometricPrecision; border-spacing: 3px; font-style: italic; font-weight: bold; }
  .katex-version::after { content: none !important; }`;

/** A tab for one view and one stylesheet. */
export async function tab(browser, view, folder, sheet) {
  const context = await browser.newContext({ viewport: { width: view.width, height: 800 }, colorScheme: view.colorScheme });
  const page = await context.newPage();
  await page.emulateMedia({ media: view.media, colorScheme: view.colorScheme });
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  return { page, requests, folder, sheet, close: () => context.close() };
}

let pages = 0;

/** Shows formulas, { index, display, html }, in a tab; resolves once their fonts are there. */
export async function show({ page, folder, sheet }, formulas) {
  const box = ({ index, display, html }) => `<div class="box" data-index="${index}">${display ? html : `So ${html} holds.`}</div>`;
  const file = join(folder, `page-${pages += 1}.html`);
  writeFileSync(file, `<!doctype html><html lang="en"><meta charset="utf-8"><title>Formulas</title><style>${FRAME}</style>
    <link rel="stylesheet" href="${pathToFileURL(sheet)}"><body>${formulas.map(box).join('\n')}`);
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(() => document.fonts.ready);
}

/** The whole page as pixels. */
export async function picture(page) {
  const bytes = await page.screenshot({ fullPage: true });
  return { bytes, ...PNG.sync.read(bytes) };
}

/** How many pixels differ; pictures of different size differ everywhere. */
export function difference(one, other) {
  if (one.width !== other.width || one.height !== other.height) return one.width * one.height;
  if (one.data.equals(other.data)) return 0;
  let count = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    if (one.data.readUInt32LE(at) !== other.data.readUInt32LE(at)) count += 1;
  }
  return count;
}

/** The indices of the boxes in which two pictures differ. */
export async function differingBoxes(page, one, other) {
  const boxes = await page.evaluate(() => [...document.querySelectorAll('.box')].map((box) => {
    const { top, bottom } = box.getBoundingClientRect();
    return { index: Number(box.dataset.index), top: top + scrollY, bottom: bottom + scrollY };
  }));
  const row = (picture, y) => picture.data.subarray(y * picture.width * 4, (y + 1) * picture.width * 4);
  const differs = (y) => y >= other.height || !row(one, y).equals(row(other, y));
  return boxes.filter(({ top, bottom }) => {
    for (let y = Math.floor(top); y < Math.min(Math.ceil(bottom), one.height); y += 1) if (differs(y)) return true;
    return false;
  }).map(({ index }) => index);
}
