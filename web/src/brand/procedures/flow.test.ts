import { expect, test } from 'vitest'
import { edgesOf, lanesOf, lineOf, type Step } from './flow'

const step = (id: string, more: Partial<Step> = {}): Step => ({ id, kind: 'say', text: '', ...more })

// Law: the drawing has an arrow for every way that a run may take, and no other.
test('a run goes on, aside, or nowhere', () => {
  const steps = [
    step('ask', { kind: 'ask' }),
    step('check', { kind: 'require', else: 'refuse' }),
    step('person', { kind: 'handoff', if: 'facts.reason == "quality"' }),
    step('file', { kind: 'do', declined: 'bye' }),
    step('done', { end: true }),
    step('refuse', { end: true }),
    step('bye', { end: true, else: 'nowhere' }),
  ]
  expect(edgesOf(steps).map((edge) => `${steps[edge.from]!.id} ${edge.kind} ${steps[edge.to]!.id}`)).toEqual([
    'ask next check',
    'check next person',
    'check else refuse',
    'person skip file',
    'file next done',
    'file declined bye',
  ])
})

test('arrows that overlap run in lanes of their own, the shortest innermost', () => {
  const lanes = lanesOf([
    { from: 0, to: 5, kind: 'else' },
    { from: 1, to: 3, kind: 'goto' },
    { from: 4, to: 6, kind: 'declined' },
    { from: 2, to: 3, kind: 'next' },
  ])
  expect(lanes.map(({ edge, lane }) => [edge.from, edge.to, lane])).toEqual([
    [1, 3, 0],
    [4, 6, 0],
    [0, 5, 1],
  ])
})

test('a fault names its line', () => {
  expect(lineOf('return.yaml: line 12: steps: …')).toBe(12)
  expect(lineOf('no line here')).toBeUndefined()
})
