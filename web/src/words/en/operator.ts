import type { words as ja } from '../ja/operator'
import { inTheShapeOf } from '../speaker'

export const words = inTheShapeOf<typeof ja>()({
  'title': 'Operator',
})
