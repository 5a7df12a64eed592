import { SamplesPage } from './SamplesPage'

export default function BrandSamples() {
  return <SamplesPage path="/brand/samples" link="/brand/samples" />
}
