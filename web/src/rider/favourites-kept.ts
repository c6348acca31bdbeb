// Favourites are kept by the service, so that the operator who answers the telephone sees them too.
import { answerOf, service, type Wire } from '../service/client'
import type { Spot } from './draft'
import { me } from './session'

/** Put these favourites in the place of those before. */
export async function putFavourites(favourites: readonly Wire['FavouriteIn'][]): Promise<void> {
  me.value = await answerOf(service.PUT('/api/me/favourites', { body: { favourites: [...favourites] } }))
}

/** The favourites as they are put. */
export const listFavourites = (): Wire['FavouriteIn'][] =>
  (me.value?.favourites ?? []).map(({ name, origin, destination }) => ({ name, origin: origin.place_id, destination: destination.place_id }))

/** One more favourite, before the others. */
export const keepFavourite = (name: string, from: Spot, to: Spot): Promise<void> =>
  putFavourites([{ name, origin: from.place_id, destination: to.place_id }, ...listFavourites()])
