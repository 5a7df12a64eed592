import { SamplesPage } from './SamplesPage'

export default function OperatorSamples() {
  return <SamplesPage path="/operator/samples" link="/operator/samples" />
}
