/** The input is wrong. `where` names the box or element, so that the fault can be found in a dump. */
export abstract class MediaError extends Error {
  constructor(
    readonly where: string,
    readonly fault: string,
  ) {
    super(`${where}: ${fault}`);
    this.name = new.target.name;
  }
}

/** The input breaks the standard. */
export class MalformedMediaError extends MediaError {}

/** The input is legal, but this player does not handle it. */
export class UnsupportedMediaError extends MediaError {}
