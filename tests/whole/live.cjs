// A page that is told what changes, as a reader sees it: the news is announced, the content is new, the page was never
// loaded again, a table that was open stays open, words being typed stay; charts by the arrow keys, and as pictures.
// stdin: {base, page, said, chromium}   stdout: {said, status, loads, open, title, typed, offered, look, png}
const { chromium } = require("playwright-core");

async function main() {
  const task = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const browser = await chromium.launch({ executablePath: task.chromium, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage(), typing = await browser.newPage(), found = { loads: 0, failed: [] };
  for (const one of [page, typing]) one.setDefaultTimeout(60000);
  page.on("load", () => found.loads++);
  page.on("pageerror", (error) => found.failed.push(String(error)));
  await page.goto(task.base + task.page);
  await typing.goto(task.base + task.page);
  await page.locator("figure + p + details > summary").click();
  await page.locator(".plot.drawn canvas").waitFor();
  const look = page.locator(".look"), said = page.locator(".said"), area = await page.locator(".u-over").boundingBox();
  const atTheEnd = async () => {
    await page.mouse.move(area.x + area.width / 2, area.y + 20);
    await page.mouse.move(area.x + area.width - 2, area.y + 20);
    return said.innerText();
  };
  await look.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  found.look = await look.getAttribute("aria-valuetext");
  await page.keyboard.press("+");
  found.closer = await atTheEnd();
  await page.keyboard.press("-");
  found.wider = await atTheEnd();
  await page.locator("h1").click();
  await typing.locator("details:has(textarea) > summary").click();
  await typing.locator("textarea").first().fill("half a sentence");
  require("node:fs").writeFileSync(task.ready, "");
  await page.locator(".news", { hasText: task.said }).waitFor();
  found.said = await page.locator(".news a").innerText();
  found.status = await page.locator(".news").getAttribute("role");
  await page.locator("main", { hasText: task.people }).waitFor();
  await page.locator(".plot.drawn").waitFor();
  found.open = await page.locator("figure + p + details").evaluate((one) => one.open);
  await typing.locator(".news p").waitFor();
  found.typed = await typing.locator("textarea").first().inputValue();
  await page.locator(".news button").click();
  found.closed = await page.locator(".news").innerText();
  await browser.close();
  console.log(JSON.stringify(found));
}

main().catch((error) => { console.error(error); process.exit(1); });
