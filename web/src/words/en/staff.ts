import type { words as ja } from '../ja/staff'
import { inTheShapeOf } from '../speaker'

export const words = inTheShapeOf<typeof ja>()({
  'area': 'Service',
  'sign-in': 'Sign in',
  'sign-in.account': 'Staff ID',
  'sign-in.password': 'Password',
  'sign-in.second': 'Code (6 digits)',
  'sign-in.second.hint': 'The digits your authenticator shows, or a code from paper.',
  'sign-out': 'Sign out',
  'lock': 'Leave the desk',
  'locked': 'The screen is locked',
  'locked.why': 'Nothing was done for 15 minutes, or somebody left the desk.',
  'locked.open': 'Unlock',
  'locked.other': 'Sign in as somebody else',
  'tiles': 'Put the map of GSI Japan underneath (its server hears which place is looked at)',
  'barred': 'You cannot use this page',
  'barred.why': 'This staff ID has no role that needs it, or the service does not have it. Ask an administrator.',
})
