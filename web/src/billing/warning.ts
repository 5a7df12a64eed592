import { readBack, type Form } from '@/ui/readBack'

const forms: Form[] = [
  ['inverts', /^version .+: the all-units band at (?<min>\d+) inverts: \d+ conversations cost less than (?<before>\d+)$/],
  ['excused', /^version .+: (?<n>\d+) of (?<of>\d+) outcomes excused by one side alone; none counts until both sign$/],
  ['unpriced', /^(?<n>\d+) outcomes? fits? no rule of the contract$/],
]

/** What a rating warns of, for both languages. */
export const warningOf = (text: string) => readBack(forms, text)
