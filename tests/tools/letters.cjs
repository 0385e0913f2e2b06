// Draws the letters of pictures: node tests/tools/letters.cjs > dashboards/assets/letters.txt, with NODE_PATH at the tests'
// node_modules (tests/whole/npm.py installs them), Chromium, and Debian's fonts-dejavu-core.
const { chromium } = require("playwright-core");

const SIZE = 22, HEIGHT = 28, BASELINE = 21;
const between = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
const LETTERS = between(0x20, 0x7e) + between(0xa1, 0xac) + between(0xae, 0xff) + "ŴŵŶŷẀẁẂẃẄẅỲỳ–—‘’“”•…−€�";

async function main() {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage();
  const drawn = await page.evaluate(({ letters, size, height, baseline }) => [...letters].map((letter) => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    pen.font = `${size}px "DejaVu Sans"`;
    canvas.width = Math.round(pen.measureText(letter).width);
    canvas.height = height;
    pen.font = `${size}px "DejaVu Sans"`;
    pen.fillText(letter, 0, baseline);
    const grey = [...pen.getImageData(0, 0, canvas.width, height).data].filter((_, i) => i % 4 === 3).map((alpha) => (alpha >> 4).toString(16));
    return [letter.codePointAt(0).toString(16), canvas.width, grey.join("")];
  }), { letters: LETTERS, size: SIZE, height: HEIGHT, baseline: BASELINE });
  await browser.close();
  console.log("# DejaVu Sans drawn by tests/tools/letters.cjs: a letter a line, its code point, its width, and its greys from left to");
  console.log(`# right and from the top, ${HEIGHT} rows. Fonts are (c) Bitstream (Bitstream Vera is a trademark of Bitstream, Inc.);`);
  console.log("# DejaVu changes are in public domain.");
  for (const row of drawn) console.log(row.join(" "));
}

main().catch((error) => { console.error(error); process.exit(1); });
