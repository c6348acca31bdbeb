import type { words as ja } from '../ja/rider'
import { inTheShapeOf } from '../speaker'

export const words = inTheShapeOf<typeof ja>()({
  'title': 'Book a ride',
})
