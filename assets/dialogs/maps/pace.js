/** The pace of a computation, measured from its last parts, from which the time for the rest is estimated. */

const KEPT_SHARE = 0.8; // of the weight of earlier parts, after each new one: the pace changes when compiled code is ready

/** Measures how many seconds a unit of work takes. */
export class Pace {
  #work = 0;
  #seconds = 0;

  /**
   * Count a part of the work.
   * @param {number} work that was done
   * @param {number} seconds that it took
   */
  add(work, seconds) {
    this.#work = KEPT_SHARE * this.#work + work;
    this.#seconds = KEPT_SHARE * this.#seconds + seconds;
  }

  /**
   * Return the seconds that some work will take; null before anything was measured.
   * @param {number} work
   * @returns {number | null}
   */
  secondsFor(work) {
    return this.#work > 0 ? (work * this.#seconds) / this.#work : null;
  }
}
