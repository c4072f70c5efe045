// SPDX-License-Identifier: Apache-2.0
// How smoothly two linked images of 1000 ppi move on the examiner's desk: the built console in a real browser, with replies
// made here. One JSON line: frames a second while nothing moves (what the machine can), dragging, zooming and turning, and the
// processor time of the whole browser for a frame, which a busy machine does not change much.
import { createServer } from 'node:http'
import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { deflateSync, crc32 as zlibCrc } from 'node:zlib'
import { chromium } from 'playwright-core'

const [WIDTH, HEIGHT, PPI, MARKS, SECONDS] = [1600, 3000, 1000, 100, 3]

// ---- a picture like ridges

const table = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
  return n >>> 0
})
const crc = zlibCrc ?? ((data) => (data.reduce((sum, byte) => table[(sum ^ byte) & 255] ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0)

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc(body), body.length + 4)
  return out
}

function ridges() {
  const rows = Buffer.alloc(HEIGHT * (WIDTH + 1))
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const radius = Math.hypot(x - WIDTH / 2, (y - HEIGHT / 2) * 0.7)
      rows[y * (WIDTH + 1) + x + 1] = 128 + 100 * Math.sin(radius / 3) + 27 * Math.sin(x * 12.9898 + y * 78.233)
    }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(WIDTH, 0)
  head.writeUInt32BE(HEIGHT, 4)
  head[8] = 8
  const parts = [chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts])
}

// ---- replies

const prints = [{ print: 0, position: 13, impression: 0, width: WIDTH, height: HEIGHT, ppi: PPI, image: true }]
const minutiae = Array.from({ length: MARKS }, (_, n) => ({
  print: 0,
  x: (n * 997) % WIDTH,
  y: (n * 1499) % HEIGHT,
  angle: (n * 37) % 360,
  type: n % 2 ? 'ending' : 'bifurcation',
}))
const work = { probe_minutiae: minutiae, minutiae, pairs: minutiae.map((_, n) => ({ probe: n, candidate: n })), steps: [] }
const task = {
  task: 'bench', state: 'concluded', due: 'new', claimed: '2011-06-01T00:00:00Z', lapses: null, prints, settled: false,
  analysis: { value: true, prints: [0], text: 'For measuring only.', minutiae },
  candidates: [{ candidate: 'one', conclusion: 'inconclusive', reason: 'For measuring only.', prints, work }],
}
const session = { account: 'bench', duties: ['examiner'], expires: '2100-01-01T00:00:00Z' }
const replies = { '/v1/session': session, '/v1/tasks/bench': task, '/v1/tasks': { tasks: [], waiting: { new: 0, due: 0, late: 0 } } }
const types = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', html: 'text/html' }

function serve(picture) {
  const server = createServer(async (request, reply) => {
    const path = new URL(request.url, 'http://x').pathname
    if (path in replies) {
      reply.writeHead(request.method === 'POST' ? 201 : 200, { 'Content-Type': 'application/json' })
      return reply.end(JSON.stringify(replies[path]))
    }
    if (path.endsWith('/image')) return reply.writeHead(200, { 'Content-Type': 'image/png' }).end(picture)
    if (path.startsWith('/v1/')) return reply.writeHead(404).end()
    const file = path.includes('.') ? path : '/index.html'
    const content = await readFile(new URL(`../dist${file}`, import.meta.url)).catch(() => null)
    reply.writeHead(content ? 200 : 404, { 'Content-Type': types[file.split('.').at(-1)] ?? 'text/plain' }).end(content)
  })
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)))
}

// ---- measuring

/** Processor milliseconds so far of process ROOT and all below it. */
function cpuOf(root) {
  const [parents, times] = [new Map(), new Map()]
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
      parents.set(Number(id), Number(fields[1]))
      times.set(Number(id), (Number(fields[11]) + Number(fields[12])) * 10)
    } catch {
      // it has ended meanwhile
    }
  }
  const isBelow = (id) => id === root || (parents.has(id) && isBelow(parents.get(id)))
  return [...times].reduce((sum, [id, time]) => sum + (isBelow(id) ? time : 0), 0)
}

async function begin(page, address) {
  await page.goto(`${address}/login`)
  await page.locator('input[autocomplete=username]').fill('bench')
  await page.locator('input[type=password]').fill('bench')
  await page.locator('form button.main').click()
  await page.locator('header .choices button').waitFor()
  await page.evaluate(() => {
    history.pushState(null, '', '/tasks/bench')
    dispatchEvent(new PopStateEvent('popstate'))
  })
  await page.locator('form.card select').selectOption('criminal-identification')
  await page.locator('form.card input').fill('bench')
  await page.locator('form.card button.main').click()
  await page.locator('[data-side=candidate]').waitFor()
  await page.waitForTimeout(2500)
}

/** Frames that were presented while ACT runs for some seconds, and the longest gap between two. */
async function measure(page, act) {
  await page.evaluate(() => {
    window.frames_ = []
    const tick = (now) => {
      window.frames_.push(now)
      window.ticking_ = requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  const end = Date.now() + SECONDS * 1000
  const before = cpuOf(root)
  for (let n = 0; Date.now() < end; n++) {
    await act(n)
    await page.waitForTimeout(4)
  }
  const times = await page.evaluate(() => (cancelAnimationFrame(window.ticking_), window.frames_))
  const cpu = cpuOf(root) - before
  const gaps = times.slice(1).map((time, n) => time - times[n]).sort((a, b) => a - b)
  const seconds = (times.at(-1) - times[0]) / 1000
  const late = gaps.filter((gap) => gap > 25).length
  return {
    frames_per_s: +((times.length - 1) / seconds).toFixed(1),
    cpu_ms_per_frame: +(cpu / times.length).toFixed(1),
    p99_ms: +(gaps[Math.floor(gaps.length * 0.99)] ?? 0).toFixed(1),
    late_percent: +((100 * late) / gaps.length).toFixed(1),
  }
}

const server = await serve(ridges())
const flags = (process.env.CHROMIUM_FLAGS ?? '').split(' ').filter(Boolean)
const launched = await chromium.launchServer({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', ...flags],
})
const root = launched.process().pid
const browser = await chromium.connect(launched.wsEndpoint())
try {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } })
  page.on('pageerror', (error) => console.error(error.message))
  await begin(page, `http://127.0.0.1:${server.address().port}`)
  const box = await page.locator('[data-side=probe]').boundingBox()
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  const still = await measure(page, () => page.mouse.move(x, y)) // what this machine can, with nothing to draw
  const zoom = await measure(page, (n) => page.mouse.wheel(0, n % 100 < 50 ? -20 : 20))
  await page.mouse.wheel(0, -300)
  await page.mouse.down()
  const drag = await measure(page, (n) => page.mouse.move(x + 120 * Math.sin(n / 20), y + 120 * Math.cos(n / 20)))
  await page.mouse.up()
  await page.keyboard.down('Shift')
  const turn = await measure(page, () => page.mouse.wheel(0, 20))
  console.log(JSON.stringify({ bench: 'examiner-viewer', pixels: `${WIDTH}x${HEIGHT}`, ppi: PPI, marks: MARKS, images: 2, still, drag, zoom, turn }))
} finally {
  await launched.close()
  server.close()
}
