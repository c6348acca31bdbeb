export const words = {
  'title': '乗合予約',
} as const
