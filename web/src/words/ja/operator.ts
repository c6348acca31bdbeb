export const words = {
  'title': '受付',
} as const
