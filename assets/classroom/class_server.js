/** Questions about classes, whose answers differ by their status. */

/**
 * An answer: what was asked for is there with status 200 alone; 204 says that there is nothing new.
 * @template Told
 * @typedef {{ status: number, told: Told | null, problem: string }} ClassAnswer
 */

/**
 * Asks.
 * @param {string} address
 * @param {RequestInit} [how]
 * @returns {Promise<ClassAnswer<any>>}
 * @throws where nothing answers, or what answers is not this lab
 */
export async function ask(address, how) {
  const answer = await fetch(address, how);
  const { status } = answer;
  if (status === 204) return { status, told: null, problem: "" };
  const told = await answer.json();
  return { status, told: status === 200 ? told : null, problem: told.problem };
}
