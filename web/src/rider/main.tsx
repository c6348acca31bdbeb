import { Frame } from '../parts/Frame'
import { mount } from '../shell/mount'
import { say } from './words'

function Page() {
  return (
    <Frame name={say('title')}>
      <h1>{say('title')}</h1>
    </Frame>
  )
}

mount('rider', Page)
