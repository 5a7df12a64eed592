import { SamplePage } from './SamplePage'

export default function OperatorSample() {
  return <SamplePage path="/operator/samples" chats="/operator/chats" link="/operator/samples" />
}
