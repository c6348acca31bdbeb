// The films of a report on one clock: played, paused, hurried and scrubbed. Its data stand in the page as JSON.
import { COLOURS, drawScene } from './film_drawing.js'
import { reelOf } from './reel.js'

/**
 * @typedef {{west: number, north: number, edge: number, px_per_lon: number, px_per_lat: number, width: number}} Frame
 * @typedef {import('./film_drawing.js').Colours} Colours
 */

const STEP_S = 60
const LEVELS = /** @type {Record<string, readonly [string, string]>} */ ({
  normal: ['平常', 'usual'],
  snow: ['雪', 'snow'],
  heavy_snow: ['大雪', 'heavy snow'],
  halt: ['運行見合わせ', 'service halted'],
})

/** @template {Element} E @param {ParentNode} within @param {string} selector @param {new () => E} kind @returns {E} */
function get(within, selector, kind) {
  const found = within.querySelector(selector)
  if (!(found instanceof kind)) throw new Error(`no ${selector} on the page`)
  return found
}

/** @param {number} at_s */
const clockOf = (at_s) => `${Math.floor(at_s / 3600)}:${String(Math.floor(at_s / 60) % 60).padStart(2, '0')}`

/** @param {string} ja @param {string} en */
const both = (ja, en) =>
  [['ja', ja], ['en', en]].map(([language = '', text = '']) => Object.assign(document.createElement('span'), { className: language, lang: language, textContent: text }))

/** What a map shows, in words. @param {import('./reel.js').Scene} scene */
function told({ vehicles, persons, weather }) {
  const driving = vehicles.filter((vehicle) => vehicle.doing === 'driving').length
  const [ja, en] = LEVELS[weather?.level ?? 'normal'] ?? [weather?.level ?? '', weather?.level ?? '']
  const closed = (weather?.closed.length ?? 0) + (weather?.closed_at.length ?? 0)
  return both(
    `走行中${driving}台、待っている人${persons.waiting}人、乗っている人${persons.riding}人、運び終えた人${persons.carried}人、お迎えできなかった人${persons.unmet}人。道路: ${ja}、通行止め${closed}か所。`,
    `${driving} vehicles driving, ${persons.waiting} people waiting, ${persons.riding} riding, ${persons.carried} carried, ${persons.unmet} not fetched. Roads: ${en}, ${closed} closed.`,
  )
}

/**
 * Roads and stops as they stand in the page, drawn upon a sheet of a width; on paper what lies beneath a sheet is not seen.
 * @param {number} width @param {number} height @param {number} scale
 */
function groundOf(width, height, scale) {
  const sheet = Object.assign(document.createElement('canvas'), { width, height })
  const pen = sheet.getContext('2d')
  if (pen === null) return sheet
  pen.fillStyle = '#fbfcfa'
  pen.fillRect(0, 0, width, height)
  pen.scale(scale, scale)
  for (const part of document.querySelectorAll('#ground path, #ground text')) {
    const style = getComputedStyle(part)
    pen.lineWidth = Number.parseFloat(style.strokeWidth)
    pen.lineCap = /** @type {CanvasLineCap} */ (style.strokeLinecap)
    pen.strokeStyle = style.stroke
    pen.setLineDash(style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(',').map(Number.parseFloat))
    if (part instanceof SVGPathElement) pen.stroke(new Path2D(part.getAttribute('d') ?? ''))
    else {
      pen.fillStyle = style.fill
      pen.font = `${style.fontSize} ${style.fontFamily}`
      pen.fillText(part.textContent ?? '', Number(part.getAttribute('x')), Number(part.getAttribute('y')))
    }
  }
  return sheet
}

/** @param {Element} figure @param {import('./reel.js').Film} film @param {Frame} frame */
function screenOf(figure, film, frame) {
  const reel = reelOf(film)
  const sheet = get(figure, 'canvas', HTMLCanvasElement)
  const caption = get(figure, 'figcaption', HTMLElement)
  const style = getComputedStyle(sheet)
  const colours = /** @type {Colours} */ (/** @type {unknown} */ (Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--film-${name}`)]))))
  let ground = document.createElement('canvas')
  return (/** @type {number} */ at_s, /** @type {boolean} */ quiet) => {
    const scene = reel(at_s)
    const { clientWidth: width, clientHeight: height } = sheet
    const dense = Math.max(devicePixelRatio, 2) // sharp on paper too
    const pen = sheet.getContext('2d')
    if (pen === null) return
    const scale = width / frame.width
    if (sheet.width !== Math.round(width * dense)) {
      Object.assign(sheet, { width: Math.round(width * dense), height: Math.round(height * dense) })
      ground = groundOf(sheet.width, sheet.height, dense * scale)
    }
    pen.setTransform(dense, 0, 0, dense, 0, 0)
    pen.drawImage(ground, 0, 0, width, height)
    drawScene(pen, scene, {
      width,
      height,
      colours,
      font: style.fontFamily,
      project: ([lon = 0, lat = 0]) => [
        scale * (frame.edge + (lon - frame.west) * frame.px_per_lon),
        scale * (frame.edge + (frame.north - lat) * frame.px_per_lat),
      ],
    })
    caption.ariaLive = quiet ? 'off' : 'polite'
    caption.replaceChildren(...told(scene))
    Object.assign(sheet, { drawnScene: scene }) // for tests, which ask what was drawn
  }
}

const section = get(document, '.film', HTMLElement)
/** @type {{films: import('./reel.js').Film[], frame: Frame, opens_s: number}} */
const { films, frame, opens_s } = JSON.parse(get(document, '#films', HTMLScriptElement).text)
const from_s = Math.min(...films.map((film) => film.from_s))
const until_s = Math.max(...films.map((film) => film.until_s))
const screens = [...section.querySelectorAll('figure')].flatMap((figure, number) => {
  const film = films[number]
  return film === undefined ? [] : [screenOf(figure, film, frame)]
})
const play = get(section, '.play', HTMLButtonElement)
const clock = get(section, 'output', HTMLOutputElement)
const scrub = get(section, 'input', HTMLInputElement)
const speed = get(section, 'select', HTMLSelectElement)
let at_s = opens_s
let playing = false

/** @param {number} moment */
function show(moment) {
  at_s = Math.min(Math.max(moment, from_s), until_s)
  for (const screen of screens) screen(at_s, playing)
  clock.value = clockOf(at_s)
  scrub.value = String(Math.floor(at_s / STEP_S) * STEP_S)
  scrub.ariaValueText = clockOf(at_s)
}

/** @param {boolean} on */
function run(on) {
  playing = on
  play.ariaPressed = String(on)
  if (on && at_s >= until_s) at_s = from_s
  show(at_s)
  let before = performance.now()
  const next = (/** @type {number} */ now) => {
    if (!playing) return
    show(at_s + ((now - before) / 1000) * Number(speed.value))
    before = now
    if (at_s < until_s) requestAnimationFrame(next)
    else run(false)
  }
  if (on) requestAnimationFrame(next)
}

Object.assign(scrub, { min: from_s, max: until_s, step: STEP_S })
scrub.addEventListener('input', () => show(Number(scrub.value)))
play.addEventListener('click', () => run(!playing))
addEventListener('resize', () => show(at_s))
show(at_s)
