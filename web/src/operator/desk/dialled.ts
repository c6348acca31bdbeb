/** A number as it is dialled from here: +81 172 … is 0172 …. */
export const dialled = (phone: string): string => phone.replace(/^\+81/, '0')
