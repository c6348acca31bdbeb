/** A Japanese telephone number as one dials it, from the form in which it is kept: +819012345678 is 090-1234-5678. */
export function numberAsDialled(kept: string): string {
  const dialled = kept.replace(/^\+81/, '0')
  return dialled.replace(/^(0[5789]0)(\d{4})(\d{4})$/, '$1-$2-$3')
}
