import { readBack, type Form } from '@/ui/readBack'

const forms: Form[] = [
  ['foreign', /^it carries no id of ours$/],
  ['unknown', /^it carries an id of ours and nothing here knows of it$/],
  ['refused', /^we take it for refused$/],
  ['twice', /^we know it as (?<id>.+)$/],
  ['amount', /^another amount is there$/],
  ['status', /^it is (?<status>.+) there$/],
  ['gone', /^it was answered with this id, and is not there$/],
]

/** In which way the gateway and we differ, for both languages. */
export const differenceOf = (about: string) => readBack(forms, about)
