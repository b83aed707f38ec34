// node axe.mjs FOLDER CHROMIUM
//
// FOLDER holds a built site. Every page is held against WCAG 2.2, levels A and AA, by axe-core: in light and dark, with
// all evidence unfolded, no rule switched off. A page spoilt on purpose must be noticed. Then the keyboard walks one page.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { start } from './pages.mjs';

const [folder, executable, only] = process.argv.slice(2);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** The HTML files below a folder. */
function pages(below) {
  return readdirSync(below, { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    // The short addresses only lead on; search.mjs follows them.
    if (entry.isDirectory()) return relative(folder, path) === 's' ? [] : pages(path);
    return entry.name.endsWith('.html') ? [path] : [];
  });
}

/** What axe says of the page as it stands; runs in the browser. */
async function complaints(tags) {
  const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
  return violations.map((it) => `${it.id}: ${it.help} (${it.nodes.length} times, first ${it.nodes[0].html.slice(0, 160)} ${it.nodes[0].failureSummary.split('\n').slice(1, 3).join(' ')})`);
}

async function open(browser, colorScheme) {
  // The policy of a page forbids scripts, and axe is one.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme, bypassCSP: true });
  return { page: await context.newPage(), colorScheme };
}

async function visit({ page, colorScheme }, path, spoil) {
  await page.goto(pathToFileURL(path).href);
  await page.evaluate(() => document.querySelectorAll('details').forEach((it) => { it.open = true; }));
  if (spoil) await page.evaluate(spoil);
  await page.evaluate(AXE);
  const found = await page.evaluate(complaints, TAGS);
  return found.map((what) => `${relative(folder, path)}, ${colorScheme}: ${what}`);
}

/** Breaks on purpose, each with the rule that must be reported. */
const SPOILT = {
  'color-contrast': () => { document.querySelector('main p').style.color = '#8888'; },
  'image-alt': () => { document.querySelector('main').append(document.createElement('img')); },
  'html-has-lang': () => { document.documentElement.removeAttribute('lang'); },
};

/** Tab through a page: what can be used is reached, in the order of the page, and each stop is seen. */
async function walk(browser, path) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', bypassCSP: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path).href);
  const wanted = await page.evaluate(() => [...document.querySelectorAll('a[href], summary, button, input, [tabindex="0"]')]
    .filter((it) => it.checkVisibility() && it.getClientRects().length > 0).length);
  const wrong = [];
  let last = null;
  const seen = new Set();
  for (let stop = 0; stop < wanted + 5; stop += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate((previous) => {
      const it = document.activeElement;
      if (it === document.body) return null;
      const all = [...document.querySelectorAll('a[href], summary, button, input, [tabindex="0"]')];
      const style = getComputedStyle(it);
      const box = it.getBoundingClientRect();
      const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0;
      return { index: all.indexOf(it), name: it.outerHTML.slice(0, 80), ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1, inside };
    }, last);
    if (!at) break;
    if (last !== null && at.index <= last) { break; }
    if (!at.ring) wrong.push(`the focus on ${at.name} is not seen`);
    if (!at.inside) wrong.push(`the focus on ${at.name} is outside of the window`);
    last = at.index;
    seen.add(at.index);
  }
  if (seen.size < wanted) wrong.push(`only ${seen.size} of ${wanted} stops are reached`);
  const summary = page.locator('summary').first();
  if (await summary.count()) {
    await summary.focus();
    await page.keyboard.press('Enter');
    if (!await summary.evaluate((it) => it.parentElement.open)) wrong.push('the evidence does not unfold by the keyboard');
  }
  await context.close();
  return wrong.map((what) => `${relative(folder, path)} by keyboard: ${what}`);
}

/** With forced colours, a seal is still told from the paper. */
async function forced(browser, path) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, forcedColors: 'active', reducedMotion: 'reduce', bypassCSP: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path).href);
  const wrong = await page.evaluate(() => {
    const found = [];
    const seal = document.querySelector('.seal svg path, .seal svg circle');
    const paper = getComputedStyle(document.body).backgroundColor;
    if (seal && getComputedStyle(seal).stroke === paper) found.push('a seal has the colour of the paper');
    if (getComputedStyle(document.documentElement).scrollBehavior !== 'auto') found.push('the page moves though motion is to be reduced');
    return found;
  });
  await context.close();
  return wrong.map((what) => `${relative(folder, path)}: ${what}`);
}

const browser = await start(executable);
const all = pages(folder).filter((path) => !path.endsWith('print.html') && (!only || path.includes(only)));
const failures = [];
if (all.length === 0) failures.push('no page to look at');
for (const colorScheme of ['light', 'dark']) {
  const tab = await open(browser, colorScheme);
  for (const path of all) failures.push(...await visit(tab, path));
  if (colorScheme === 'light') {
    for (const [rule, spoil] of Object.entries(SPOILT)) {
      const noticed = await visit(tab, all[0], spoil);
      if (!noticed.some((what) => what.includes(rule))) failures.push(`a page spoilt on purpose is not noticed: ${rule}`);
    }
  }
}
const shown = all.find((path) => path.endsWith('log-trick.html')) ?? all[0];
failures.push(...await forced(browser, shown));
for (const path of [shown, ...all.filter((it) => /(index.steps|search)\.html$/.test(it))]) failures.push(...await walk(browser, path));
await browser.close();
console.log(`${all.length} pages, light and dark, by axe-core, keyboard and forced colours: ${failures.length} complaints`);
if (failures.length) {
  console.error(failures.slice(0, 40).join('\n'));
  process.exit(1);
}
