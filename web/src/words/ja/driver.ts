export const words = {
  'title': '運転手',
} as const
