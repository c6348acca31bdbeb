import type { words as ja } from '../ja/planner'
import { inTheShapeOf } from '../speaker'

export const words = inTheShapeOf<typeof ja>()({
  'title': 'Planner',
})
