import type { words as ja } from '../ja/driver'
import { inTheShapeOf } from '../speaker'

export const words = inTheShapeOf<typeof ja>()({
  'title': 'Driver',
})
