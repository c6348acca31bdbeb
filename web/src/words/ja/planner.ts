export const words = {
  'title': '計画',
} as const
