/** The shop's pictures, drawn: no photograph is needed, and the cloth takes the colour that was chosen. */

const space = 'http://www.w3.org/2000/svg'

type Stroke = { d: string; fill?: 'cloth' | 'shade' | 'deep' | 'light' | 'skin'; line?: boolean }

const shapes: Record<string, Stroke[]> = {
  coat: [
    { d: 'M150 64 C120 70 96 82 84 104 C66 150 52 240 44 330 C42 344 66 352 80 346 C92 300 100 262 108 226 L98 470 C98 482 302 482 302 470 L292 226 C300 262 308 300 320 346 C334 352 358 344 356 330 C348 240 334 150 316 104 C304 82 280 70 250 64 L200 96 Z', fill: 'cloth' },
    { d: 'M108 226 C112 200 114 176 114 150 L108 226 L98 470 C98 478 130 481 165 482 L120 300 Z', fill: 'shade' },
    { d: 'M292 226 C288 200 286 176 286 150 L292 226 L302 470 C302 478 270 481 235 482 L280 300 Z', fill: 'shade' },
    { d: 'M150 64 L122 82 L140 176 L196 236 L200 96 Z', fill: 'light' },
    { d: 'M250 64 L278 82 L260 176 L204 236 L200 96 Z', fill: 'light' },
    { d: 'M150 64 C160 50 240 50 250 64 L200 112 Z', fill: 'deep' },
    { d: 'M108 252 L292 252 L293 276 L107 276 Z', fill: 'deep' },
    { d: 'M186 246 L222 246 L222 282 L186 282 Z', fill: 'shade' },
    { d: 'M196 280 C188 320 176 360 166 386 L184 390 C194 360 204 322 208 284 Z', fill: 'deep' },
    { d: 'M122 330 L168 322 L170 340 L124 348 Z', fill: 'light' },
    { d: 'M278 330 L232 322 L230 340 L276 348 Z', fill: 'light' },
    { d: 'M200 236 L200 480', line: true },
    { d: 'M122 82 L140 176 L196 236', line: true },
    { d: 'M278 82 L260 176 L204 236', line: true },
  ],
  knit: [
    { d: 'M148 90 C112 98 86 120 76 156 L46 344 C46 358 84 366 92 354 L116 236 L112 400 C112 412 288 412 288 400 L284 236 L308 354 C316 366 354 358 354 344 L324 156 C314 120 288 98 252 90 C240 116 160 116 148 90 Z', fill: 'cloth' },
    { d: 'M148 90 C160 116 240 116 252 90 L244 72 C232 92 168 92 156 72 Z', fill: 'deep' },
    { d: 'M112 384 L288 384 L288 402 C288 412 112 412 112 402 Z', fill: 'shade' },
    ...[150, 175, 200, 225, 250].map((x) => ({ d: `M${x} 128 C${x - 8} 190 ${x + 8} 260 ${x} 382`, line: true })),
  ],
  dress: [
    { d: 'M160 70 L146 84 L150 190 L96 452 C130 474 270 474 304 452 L250 190 L254 84 L240 70 C236 106 164 106 160 70 Z', fill: 'cloth' },
    { d: 'M150 190 L250 190 L252 208 L148 208 Z', fill: 'deep' },
    ...[150, 176, 200, 224, 250].map((x) => ({ d: `M${170 + (x - 150) * 0.6} 208 L${x + (x - 200) * 0.8} 464`, line: true })),
  ],
  trousers: [
    { d: 'M128 80 L272 80 L300 470 L222 470 L202 200 L178 470 L100 470 Z', fill: 'cloth' },
    { d: 'M128 80 L272 80 L274 108 L126 108 Z', fill: 'deep' },
    { d: 'M150 108 L138 470', line: true },
    { d: 'M250 108 L262 470', line: true },
  ],
}

export type Shape = 'coat' | 'knit' | 'dress' | 'trousers'

export function garment(shape: string, title: string): SVGSVGElement {
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 400 520')
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', title)
  for (const stroke of shapes[shape] ?? shapes['coat']!) {
    const path = document.createElementNS(space, 'path')
    path.setAttribute('d', stroke.d)
    path.setAttribute('class', stroke.line ? 'seam' : `f-${stroke.fill}`)
    svg.append(path)
  }
  return svg
}
